// The refusals of this folder, with their words for people. Each names the state of things; what is
// special about a case (which node, which condition) goes into the note.
#include "flow/flow.h"

FAULT(flow_not_bpmn, 422, "model", "This is not a BPMN process that we can read.",
      "这不是可以读取的 BPMN 流程。");
FAULT(flow_element_unsupported, 422, "model", "The flow uses an element that is not supported.",
      "流程使用了不支持的元素。");
FAULT(flow_element_wrong, 422, "model", "BPMN does not allow this here.",
      "BPMN 标准不允许这样写。");
FAULT(flow_attribute_wrong, 422, "model", "An attribute has a value that cannot be used.",
      "某个属性的值无法使用。");
FAULT(flow_condition_wrong, 422, "model", "A condition cannot be used.", "某个条件无法使用。");
FAULT(flow_too_large, 422, "model", "The flow is too large.", "流程过大。");
FAULT(flow_refused, 422, "model", "The flow would run wrongly.", "该流程运行时会出错。");

FAULT(flow_started, 409, "", "The run has been started already.", "流程已经启动。");
FAULT(flow_not_running, 409, "", "The run is not running.", "流程未在运行中。");
FAULT(flow_token_unknown, 409, "token", "This step is done already or was cancelled.",
      "该步骤已办结或已取消。");
FAULT(flow_node_wrong, 409, "node", "The run does not stand at this step.", "流程不在该步骤。");
FAULT(flow_return_refused, 409, "target", "The run cannot be sent back to this step.",
      "不能退回到该步骤。");
FAULT(flow_no_way, 422, "", "No condition of a gateway holds, and it has no default.",
      "网关没有成立的条件，也没有默认出口。");
FAULT(flow_condition_open, 422, "", "A condition gives neither true nor false.",
      "某个条件既非真也非假。");
FAULT(flow_who_unknown, 422, "", "It cannot be said who shall do a task.",
      "无法确定某项任务由谁办理。");
FAULT(flow_message_unexpected, 409, "name", "Nothing in the run waits for this message.",
      "流程中没有节点在等待该消息。");
FAULT(flow_time_unknown, 422, "", "It cannot be said when a timer goes off.",
      "无法确定定时器的触发时间。");
FAULT(flow_count_wrong, 422, "", "It cannot be said how often an activity is to be done.",
      "无法确定某项活动应执行几次。");
FAULT(flow_value_wrong, 422, "", "A script gave a value that the run cannot keep.",
      "脚本给出的值无法保存。");
FAULT(flow_endless, 422, "", "The flow walks in a circle without stopping.",
      "流程陷入无休止的循环。");
FAULT(flow_crowded, 422, "", "Too many branches of the flow are open at one time.",
      "同时打开的流程分支过多。");
FAULT(flow_stuck, 422, "", "All branches that are left wait for others that will never come.",
      "剩余分支都在等待永远不会到达的其他分支。");
FAULT(flow_run_foreign, 500, "", "The stored run does not belong to this version of the flow.",
      "存储的流程实例不属于该流程版本。");
FAULT(flow_story_wrong, 422, "story", "The story cannot be read.", "无法读取该流程用例。");
FAULT(flow_calendar_wrong, 422, "calendar", "The work calendar cannot be read.",
      "无法读取工作日历。");
