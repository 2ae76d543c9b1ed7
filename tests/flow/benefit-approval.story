# flows/benefit-approval.bpmn
# The standard approval of a benefit: every way through it, both sides of each bound.

story 允许：免审批，直接进入待发放
set outcome = "allow"
set role = null
set amount = 50
set currency = "CNY"
expect route none
start
expect tasks none
expect commands release_request
expect taken allowed 1
complete release
expect end released
expect taken release_end 1
repeat
expect fault flow_not_running
start
expect fault flow_started

story 需审批，直属上级一人即可
set outcome = "approve"
set role = "line_manager"
set amount = 800
set currency = "CNY"
set decision = "approve"
expect route manager
start
expect tasks manager
expect who manager = superior 1
expect due manager = 24
complete manager decision = "approve"
expect tasks none
expect commands release_request
repeat
expect fault flow_token_unknown
expect taken manager_done 1
complete release
expect end released

story 需审批，部门负责人，金额再大也只此一人
set outcome = "approve"
set role = "dept_head"
set amount = 30000
set currency = "CNY"
set decision = "approve"
expect route head
start
expect who head = department_head
complete head decision = "approve"
expect taken head_done 1
expect commands release_request

story 需审批，财务总监
set outcome = "approve"
set role = "finance_controller"
set amount = 200000
set currency = "CNY"
start
expect tasks finance
expect who finance = role finance_controller
complete finance decision = "approve"
expect taken finance_done 1
expect taken finance_next 0
expect commands release_request

story 需审批但角色不明：走完整的复核
set outcome = "approve"
set role = "somebody"
set amount = 100
set currency = "CNY"
set decision = "approve"
expect route manager compliance
start
expect tasks manager
complete manager decision = "approve"
expect tasks compliance
expect who compliance = role compliance_officer

story 结论缺失：同样走复核，绝不放行
set role = null
set amount = 100
set currency = "CNY"
start
expect tasks manager
expect commands none
complete manager decision = "approve"
expect tasks compliance

story 复核，5,000 元整：上级和合规官
set outcome = "review"
set role = "compliance_officer"
set amount = 5000
set currency = "CNY"
set decision = "approve"
expect route manager compliance
start
complete manager decision = "approve"
expect tasks compliance
expect who compliance = role compliance_officer
complete compliance decision = "approve"
expect taken compliance_done 1
expect commands release_request
complete release
expect end released

story 复核，5,000.01 元：加部门负责人
set outcome = "review"
set role = "compliance_officer"
set amount = 5000.01
set currency = "CNY"
set decision = "approve"
expect route manager compliance head
start
complete manager decision = "approve"
complete compliance decision = "approve"
expect tasks head
complete head decision = "approve"
expect taken head_done 1
expect commands release_request

story 复核，20,000 与 20,000.01 元：加财务总监
set outcome = "review"
set role = "compliance_officer"
set currency = "CNY"
set decision = "approve"
set amount = 20000
expect route manager compliance head
set amount = 20000.01
expect route manager compliance head finance
set amount = 100000
expect route manager compliance head finance
set amount = 100000.01
expect route manager compliance head finance cco
start
complete manager decision = "approve"
complete compliance decision = "approve"
complete head decision = "approve"
expect tasks finance
expect taken head_next 1
complete finance decision = "approve"
expect taken finance_next 1
expect tasks cco
expect who cco = role cco
expect due cco = 48
complete cco decision = "approve"
expect taken cco_done 1
expect commands release_request
complete release
expect end released

story 复核，财务到 10 万元为止
set outcome = "review"
set role = "compliance_officer"
set currency = "CNY"
set amount = 60000
start
complete manager decision = "approve"
complete compliance decision = "approve"
complete head decision = "approve"
complete finance decision = "approve"
expect taken finance_done 1
expect commands release_request

story 规则指定法务或首席合规官复核
set outcome = "review"
set amount = 100
set currency = "CNY"
set role = "legal_counsel"
start
complete manager decision = "approve"
expect who compliance = role legal_counsel

story 首席合规官已复核，大额不再请他第二次
set outcome = "review"
set amount = 500000
set currency = "CNY"
set role = "cco"
set decision = "approve"
expect route manager compliance head finance
start
complete manager decision = "approve"
expect who compliance = role cco

story 规则指定财务复核：小额也到财务
set outcome = "review"
set amount = 100
set currency = "CNY"
set role = "finance_controller"
set decision = "approve"
expect route manager compliance head finance

story 外币金额无法与人民币界限比较：从严
set outcome = "review"
set role = "compliance_officer"
set currency = "USD"
set decision = "approve"
set amount = 100
expect route manager compliance head finance
set amount = 10000
expect route manager compliance head finance
set amount = 10000.01
expect route manager compliance head finance cco

story 金额缺失：停下来说明，而不是当作小额
set outcome = "review"
set role = "compliance_officer"
set currency = "CNY"
start
complete manager decision = "approve"
complete compliance decision = "approve"
expect fault flow_condition_open
expect tasks compliance
complete compliance decision = "reject"
expect commands reject_request

story 直属上级驳回
set outcome = "approve"
set role = "line_manager"
set amount = 800
set currency = "CNY"
start
complete manager decision = "reject"
expect tasks none
expect commands reject_request
expect taken manager_no 1
expect taken turn_down 1
complete reject
expect end rejected
expect taken reject_end 1

story 每一级都能驳回
set outcome = "review"
set role = "compliance_officer"
set amount = 300000
set currency = "CNY"
start
complete manager decision = "approve"
complete compliance decision = "approve"
complete head decision = "approve"
complete finance decision = "approve"
complete cco decision = "reject"
expect taken cco_no 1
complete reject
expect end rejected

story 退回修改后重新分流
set outcome = "review"
set role = "compliance_officer"
set amount = 30000
set currency = "CNY"
start
complete manager decision = "approve"
complete compliance decision = "approve"
complete head decision = "approve"
complete finance decision = "return"
expect taken finance_no 1
expect taken send_back 1
expect tasks revise
expect who revise = applicant
expect due revise = 72
set amount = 3000
complete revise
expect taken resubmit 1
expect tasks manager
complete manager decision = "approve"
complete compliance decision = "return"
expect taken compliance_no 1
complete revise
complete manager decision = "approve"
complete compliance decision = "approve"
expect commands release_request
complete release
expect end released
expect taken manager_decides 3

story 修改后结论变为允许
set outcome = "approve"
set role = "dept_head"
set amount = 800
set currency = "CNY"
start
complete head decision = "return"
expect taken head_no 1
set outcome = "allow"
set amount = 100
complete revise
expect commands release_request

story 意见写错：既不放行也不驳回，回到申请人
set outcome = "approve"
set role = "line_manager"
set amount = 800
set currency = "CNY"
start
complete manager decision = "yes"
expect tasks revise

story 退回到指定的前一步，再走下来
set outcome = "review"
set role = "compliance_officer"
set amount = 8000
set currency = "CNY"
start
complete manager decision = "approve"
return compliance to head
expect fault flow_return_refused
complete compliance decision = "approve"
expect tasks head
return head to manager
expect tasks manager
expect who manager = superior 1
expect cancelled none
repeat
expect fault flow_token_unknown
complete manager decision = "approve"
expect tasks compliance

story 申请人撤回
set outcome = "review"
set role = "compliance_officer"
set amount = 8000
set currency = "CNY"
withdraw
expect fault flow_not_running
start
complete manager decision = "approve"
withdraw
expect withdrawn
expect cancelled compliance
expect tasks none
complete compliance decision = "approve"
expect fault flow_not_running
