# tests/flow/models/repeated.bpmn
# 会签、或签、依次、票签: joint, any one, in turn, share of votes; and a sub-process several times.

story 全部走完
set people = ["7", "8", "9"]
set amount = 2
start
expect tasks joint joint joint
expect who joint = user 7
complete joint decision = "approve"
complete joint decision = "approve"
expect tasks joint
complete joint decision = "approve"
expect tasks any any any
complete any
expect cancelled any any
expect tasks in_turn
expect who in_turn = user 7
complete in_turn
expect who in_turn = user 8
complete in_turn
complete in_turn
expect tasks share share share
complete share decision = "approve"
complete share decision = "reject"
complete share decision = "approve"
expect commands pay pay
expect timers none
complete p_pay
complete p_pay
expect end end

story 会签有一人不同意
set people = ["7", "8", "9"]
set amount = 2
start
complete joint decision = "approve"
complete joint decision = "reject"
expect cancelled joint
expect end refused

story 票签到期
set people = ["7"]
set amount = 2
start
complete joint decision = "approve"
complete any
complete in_turn
expect timers share_late
return share to in_turn
expect tasks in_turn
expect timers none
complete in_turn
pass P1D
expect cancelled share
expect end too_late

story 票签过半即成
set people = ["7", "8", "9"]
set amount = 1
start
complete joint decision = "approve"
complete joint decision = "approve"
complete joint decision = "approve"
complete any
complete in_turn
complete in_turn
complete in_turn
complete share decision = "approve"
complete share decision = "approve"
expect cancelled share
run
expect end end

story 没有人就没有人同意
set people = []
start
expect fault flow_count_wrong
set people = 3
start
expect fault flow_count_wrong
