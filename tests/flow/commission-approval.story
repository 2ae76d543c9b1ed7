# flows/commission-approval.bpmn
# Money to somebody else: three people, always, whatever the verdict says.

story 三人依次审批
set outcome = "allow"
set amount = 1
set currency = "CNY"
set decision = "approve"
expect route manager finance compliance
start
expect tasks manager
expect who manager = superior 1
complete manager decision = "approve"
expect tasks finance
expect who finance = role finance_controller
complete finance decision = "approve"
expect tasks compliance
expect who compliance = role compliance_officer
expect commands none
complete compliance decision = "approve"
expect commands release_request
expect taken compliance_yes 1
complete release
expect end released
expect taken release_end 1

story 上级驳回
start
complete manager decision = "reject"
expect taken manager_no 1
expect commands reject_request
complete reject
expect end rejected

story 财务退回，改后从头再批
start
complete manager decision = "approve"
complete finance decision = "return"
expect taken finance_no 1
expect tasks revise
expect who revise = applicant
complete revise
expect tasks manager
expect taken resubmit 1
complete manager decision = "approve"
expect taken manager_yes 2
complete finance decision = "approve"
expect taken finance_yes 1
complete compliance decision = "reject"
expect taken compliance_no 1
complete reject
expect end rejected

story 合规官退回到财务
start
complete manager decision = "approve"
complete finance decision = "approve"
return compliance to finance
expect tasks finance
complete finance decision = "approve"
expect tasks compliance
return compliance to revise
expect fault flow_return_refused

story 没有意见就没有放行
start
complete manager
expect tasks revise
