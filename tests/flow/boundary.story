# tests/flow/models/boundary.bpmn
# What is attached to a sub-process: error, escalation, timers, messages, a signal.

story 一切顺利
set decision = "approve"
start
expect tasks i_task
expect timers on_time on_remind
complete i_task
expect done i_task sub
expect end end

story 子流程出错
start
complete i_task decision = "break"
expect tasks t_error
expect timers none
complete t_error
expect end e_error

story 升级不打断
start
complete i_task decision = "late"
expect tasks t_late
expect taken i_late_i_end 1
complete t_late
expect end e_late

story 提醒两次，第三天打断
start
pass P1D
expect tasks i_task t_remind
expect timers on_time on_remind
complete t_remind
pass P1D
expect tasks i_task t_remind
expect timers on_time
pass P1D
expect cancelled i_task
expect tasks t_remind t_time
complete t_time
complete t_remind
expect end e_remind

story 收到消息
start
message asked
expect tasks i_task t_asked
message asked
expect tasks i_task t_asked t_asked
message paid
expect cancelled i_task
expect tasks t_asked t_asked t_paid
timer on_time
expect fault flow_token_unknown
message paid
expect fault flow_message_unexpected
complete t_paid
complete t_asked
complete t_asked
expect end e_asked

story 听到信号
start
signal stop
expect tasks t_stop
complete t_stop
expect end e_stop

story 定时器和任务不能混用
start
complete on_time
expect fault flow_node_wrong
timer i_task
expect fault flow_node_wrong
complete sub
expect fault flow_node_wrong
fail sub broke
expect fault flow_node_wrong
