# tests/flow/models/errors.bpmn
# A command that fails: caught, mended and tried again; or the run ends with the error.

story 修好后再付
start
expect commands pay
fail pay broke
expect tasks repair
complete repair decision = "again"
expect commands pay
complete pay
expect end end

story 放弃
start
fail pay broke
complete repair decision = "no"
expect failed broke
repeat
expect fault flow_not_running

story 没有预料到的错误
start
fail pay stolen
expect failed stolen
expect tasks none
