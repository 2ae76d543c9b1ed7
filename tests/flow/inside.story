# tests/flow/models/inside.bpmn
# Event sub-processes of a run and of a sub-process; ends that end only what they are in.

story 一路顺利
set decision = "approve"
start
expect timers deadline_start
complete first
expect tasks inner beside
complete inner
complete beside
expect tasks last
complete last
expect end end
expect timers none

story 催办不打断
start
complete first
pass PT4H
expect tasks inner beside nagging
pass PT4H
expect tasks inner beside nagging nagging
complete inner decision = "approve"
complete beside
expect tasks nagging nagging
complete nagging
complete nagging
expect tasks last

story 出错后由事件子流程收拾
start
complete first
complete inner decision = "break"
expect cancelled beside
expect tasks mending
complete mending
expect tasks last

story 子流程里的终止只终止子流程
start
complete first
complete inner decision = "stop"
expect cancelled beside
expect tasks last

story 退回到子流程之前
start
complete first
return inner to first
expect cancelled inner beside
expect tasks first
complete first
return beside to nobody
expect fault flow_return_refused

story 有人提问
start
message asked
expect tasks first answering
complete first
complete answering
expect tasks inner beside

story 全部停下
start
message asked
complete first
signal stop
expect cancelled answering inner beside
expect tasks closing
complete closing
expect end stop_end

story 期限
start
pass P9D
expect cancelled first
expect tasks expired
complete expired
expect end deadline_end
