# tests/flow/models/waiting.bpmn
# An event gateway goes the way of what comes first; a timer that FEEL computes.

story 先收到付款
set amount = 6
start
expect waiting wait
expect timers late
message paid
expect sent asked
expect timers pause
expect waiting pause
pass PT4H
expect sent stop
expect end e_paid

story 先到期
set amount = 6
start
pass P1D
expect waiting wait
pass P1D
expect end e_late

story 先听到信号
start
signal stop
expect end e_stopped
expect taken wait_paid 0

story 接收任务先收到
start
message asked
expect end e_asked

story 算不出时间
set amount = 1
start
message paid
expect fault flow_time_unknown
expect waiting wait
