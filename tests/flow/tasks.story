# tests/flow/models/tasks.bpmn
# Every kind of task, a process called twice, and three ways to begin.

story 一个案件走过每种任务
set amount = 21
start
expect done script
expect variable doubled = 42
expect commands judge
complete rule
expect done rule send
expect sent asked
expect waiting receive
message paid
expect done receive hand plain
expect tasks c_task
expect who c_task = superior 1
complete c_task
expect done c_task call
expect tasks c_task
complete c_task
expect end end
message paid
expect fault flow_not_running

story 由消息启动，任务会失败却无人接手
set amount = 1
message asked
expect taken asked_from 1
fail rule broke
expect failed broke
complete rule
expect fault flow_not_running

story 由定时器启动
set amount = 1
timer daily
expect taken daily_from 1
message asked
expect fault flow_message_unexpected
complete receive
expect fault flow_token_unknown
withdraw
expect cancelled rule
expect withdrawn

story 没有事件对应的启动
message paid
expect fault flow_message_unexpected
signal stop
expect fault flow_message_unexpected
start asked
expect fault flow_refused
start start
expect commands judge
