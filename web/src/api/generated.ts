// Made by tools/gen from the .api files; do not edit.

export interface Money {
  amount: string;
  currency: string;
}

export type BenefitsForm = 'in_kind' | 'price_reduction' | 'credit_note' | 'service' | 'cash' | 'cash_equivalent';
export const BenefitsFormNames: Record<BenefitsForm, { en: string; zh: string }> = {
  in_kind: { en: "In kind", zh: "实物" },
  price_reduction: { en: "Price reduction", zh: "减价" },
  credit_note: { en: "Credit note", zh: "贷记凭证" },
  service: { en: "Service", zh: "服务" },
  cash: { en: "Cash", zh: "现金" },
  cash_equivalent: { en: "Cash equivalent (card, red packet)", zh: "现金等价物（购物卡、红包）" },
};

export type BenefitsStatus = 'in_approval' | 'returned' | 'approved' | 'handed_over' | 'disbursed' | 'closed' | 'rejected' | 'withdrawn' | 'voided';
export const BenefitsStatusNames: Record<BenefitsStatus, { en: string; zh: string }> = {
  in_approval: { en: "In approval", zh: "审批中" },
  returned: { en: "Returned", zh: "已退回" },
  approved: { en: "To be handed over", zh: "待发放" },
  handed_over: { en: "To be checked", zh: "待复核" },
  disbursed: { en: "Handed over", zh: "已发放" },
  closed: { en: "Closed", zh: "已归档" },
  rejected: { en: "Rejected", zh: "已驳回" },
  withdrawn: { en: "Withdrawn", zh: "已撤回" },
  voided: { en: "Void", zh: "已作废" },
};

export type BenefitsRecipientKind = 'entity' | 'employee' | 'consumer' | 'intermediary' | 'relative';
export const BenefitsRecipientKindNames: Record<BenefitsRecipientKind, { en: string; zh: string }> = {
  entity: { en: "The company itself", zh: "客户单位" },
  employee: { en: "A person at the customer", zh: "客户人员" },
  consumer: { en: "Consumer", zh: "消费者" },
  intermediary: { en: "Intermediary", zh: "中间人" },
  relative: { en: "Relative of a person at the customer", zh: "客户人员的亲属" },
};

export type BenefitsPayee = 'contract_party' | 'recipient_person' | 'third_party';
export const BenefitsPayeeNames: Record<BenefitsPayee, { en: string; zh: string }> = {
  contract_party: { en: "The contract party", zh: "合同主体" },
  recipient_person: { en: "A person at the customer", zh: "客户方个人" },
  third_party: { en: "Third party", zh: "第三方" },
};

export type BenefitsOnInvoice = 'none' | 'same_invoice' | 'credit_note' | 'remark_only' | 'separate';
export const BenefitsOnInvoiceNames: Record<BenefitsOnInvoice, { en: string; zh: string }> = {
  none: { en: "Not shown", zh: "未体现" },
  same_invoice: { en: "On the same invoice, amount column", zh: "同一发票金额栏" },
  credit_note: { en: "Credit note (red letter)", zh: "红字发票或贷记凭证" },
  remark_only: { en: "Only in the remarks", zh: "仅备注栏" },
  separate: { en: "On a separate invoice", zh: "另开发票" },
};

export type BenefitsPending = 'none' | 'negotiation' | 'tender' | 'evaluation' | 'licence_inspection' | 'dispute';
export const BenefitsPendingNames: Record<BenefitsPending, { en: string; zh: string }> = {
  none: { en: "None", zh: "无" },
  negotiation: { en: "Negotiation", zh: "商务谈判" },
  tender: { en: "Tender", zh: "招投标" },
  evaluation: { en: "Evaluation", zh: "评审" },
  licence_inspection: { en: "Licence or inspection", zh: "许可或检查" },
  dispute: { en: "Dispute", zh: "争议" },
};

export type BenefitsDiligence = 'na' | 'ok' | 'none' | 'red_flag';
export const BenefitsDiligenceNames: Record<BenefitsDiligence, { en: string; zh: string }> = {
  na: { en: "Does not apply", zh: "不适用" },
  ok: { en: "Done, no finding", zh: "已完成且无疑点" },
  none: { en: "Not done", zh: "未完成" },
  red_flag: { en: "Red flag", zh: "有疑点" },
};

export type CapsDimension = 'contact' | 'customer' | 'applicant' | 'household' | 'group' | 'everybody';
export const CapsDimensionNames: Record<CapsDimension, { en: string; zh: string }> = {
  contact: { en: "Per person", zh: "按个人" },
  customer: { en: "Per company", zh: "按公司" },
  applicant: { en: "Per applicant", zh: "按申请人" },
  household: { en: "Per household", zh: "按家庭" },
  group: { en: "Per group of companies", zh: "按集团" },
  everybody: { en: "All together", zh: "全公司合计" },
};

export type CapsPart = 'kind' | 'applicant' | 'customer' | 'contact' | 'region' | 'occasion';
export const CapsPartNames: Record<CapsPart, { en: string; zh: string }> = {
  kind: { en: "each kind of benefit", zh: "每种好处" },
  applicant: { en: "each applicant", zh: "每位申请人" },
  customer: { en: "each company", zh: "每家公司" },
  contact: { en: "each person", zh: "每个人" },
  region: { en: "each region", zh: "每个地区" },
  occasion: { en: "each occasion", zh: "每个事由" },
};

export type CapsWindow = 'year' | 'quarter' | 'month' | 'rolling';
export const CapsWindowNames: Record<CapsWindow, { en: string; zh: string }> = {
  year: { en: "Calendar year", zh: "自然年" },
  quarter: { en: "Calendar quarter", zh: "季度" },
  month: { en: "Calendar month", zh: "月" },
  rolling: { en: "Days in a row", zh: "连续天数" },
};

export type CapsMeasure = 'amount' | 'count';
export const CapsMeasureNames: Record<CapsMeasure, { en: string; zh: string }> = {
  amount: { en: "Amount", zh: "金额" },
  count: { en: "Number of times", zh: "次数" },
};

export type CustomersNature = 'private' | 'soe' | 'government' | 'public_institution' | 'foreign' | 'individual';
export const CustomersNatureNames: Record<CustomersNature, { en: string; zh: string }> = {
  private: { en: "Private company", zh: "民营企业" },
  soe: { en: "State-owned enterprise", zh: "国有企业" },
  government: { en: "Government body", zh: "机关单位" },
  public_institution: { en: "Public institution", zh: "事业单位" },
  foreign: { en: "Foreign company", zh: "外资企业" },
  individual: { en: "Individual business", zh: "个体经营" },
};

export type DisbursementMethod = 'transfer' | 'goods' | 'invoice' | 'credit_note' | 'points' | 'expense';
export const DisbursementMethodNames: Record<DisbursementMethod, { en: string; zh: string }> = {
  transfer: { en: "Bank transfer", zh: "对公转账" },
  goods: { en: "Goods issue", zh: "实物发放" },
  invoice: { en: "Discount on the invoice", zh: "发票折扣" },
  credit_note: { en: "Credit note", zh: "贷记凭证" },
  points: { en: "Points posting", zh: "积分发放" },
  expense: { en: "Expense claim of our own people", zh: "员工报销" },
};

export type PeopleRole = 'applicant' | 'manager' | 'department_head' | 'compliance_officer' | 'legal_counsel' | 'finance_controller' | 'cashier' | 'checker' | 'auditor' | 'risk_manager' | 'trainer' | 'executive' | 'cco' | 'administrator';
export const PeopleRoleNames: Record<PeopleRole, { en: string; zh: string }> = {
  applicant: { en: "Applicant", zh: "申请人" },
  manager: { en: "Line manager", zh: "直属上级" },
  department_head: { en: "Department head", zh: "部门负责人" },
  compliance_officer: { en: "Compliance officer", zh: "合规官" },
  legal_counsel: { en: "Legal counsel", zh: "法务" },
  finance_controller: { en: "Finance controller", zh: "财务负责人" },
  cashier: { en: "Cashier", zh: "出纳" },
  checker: { en: "Payment checker", zh: "复核人" },
  auditor: { en: "Internal auditor", zh: "内审员" },
  risk_manager: { en: "Risk manager", zh: "风险经理" },
  trainer: { en: "Trainer", zh: "培训管理员" },
  executive: { en: "Executive", zh: "高管" },
  cco: { en: "Chief compliance officer", zh: "首席合规官" },
  administrator: { en: "Administrator", zh: "系统管理员" },
};

export type PolicyKind = 'discount' | 'rebate' | 'points' | 'gift' | 'meal' | 'entertainment' | 'travel' | 'commission' | 'sample' | 'prize' | 'sponsorship' | 'donation' | 'service_fee';
export const PolicyKindNames: Record<PolicyKind, { en: string; zh: string }> = {
  discount: { en: "Discount", zh: "折扣" },
  rebate: { en: "Rebate", zh: "返利" },
  points: { en: "Points", zh: "积分" },
  gift: { en: "Gift", zh: "礼品" },
  meal: { en: "Meal", zh: "宴请" },
  entertainment: { en: "Entertainment", zh: "娱乐" },
  travel: { en: "Travel", zh: "差旅" },
  commission: { en: "Commission", zh: "佣金" },
  sample: { en: "Sample", zh: "样品" },
  prize: { en: "Prize", zh: "奖品" },
  sponsorship: { en: "Sponsorship", zh: "赞助" },
  donation: { en: "Donation", zh: "捐赠" },
  service_fee: { en: "Service fee", zh: "劳务费" },
};

export type PolicyOutcome = 'allow' | 'approve' | 'review' | 'prohibit';
export const PolicyOutcomeNames: Record<PolicyOutcome, { en: string; zh: string }> = {
  allow: { en: "Allowed", zh: "允许" },
  approve: { en: "Needs approval", zh: "需审批" },
  review: { en: "Needs review", zh: "需复核" },
  prohibit: { en: "Prohibited", zh: "禁止" },
};

export type PolicyStatus = 'draft' | 'in_review' | 'published' | 'retired';
export const PolicyStatusNames: Record<PolicyStatus, { en: string; zh: string }> = {
  draft: { en: "Draft", zh: "草稿" },
  in_review: { en: "Waiting for a second person", zh: "待第二人确认" },
  published: { en: "Published", zh: "已发布" },
  retired: { en: "Retired", zh: "已停用" },
};

export type PolicyFindingKind = 'gap' | 'overlap' | 'unreachable';
export const PolicyFindingKindNames: Record<PolicyFindingKind, { en: string; zh: string }> = {
  gap: { en: "No rule speaks of it", zh: "没有规则覆盖" },
  overlap: { en: "Two rules contradict each other", zh: "两条规则相互冲突" },
  unreachable: { en: "A rule never decides", zh: "规则永远不起作用" },
};

export interface AccessSession {
  user: number;
  login: string;
  name: string;
  name_en: string | null;
  department: number;
  department_name: string;
  roles: PeopleRole[];
  rights: string[];
  scope: string;
  /** The password is a first one. */
  must_change: boolean;
  has_totp: boolean;
  zone_minutes: number;
  currency: string;
  today: string;
  version: string;
  /** Tasks waiting for this person. */
  waiting: number;
}

export interface AccessOpenSession {
  id: number;
  started: string;
  ends: string;
  address: string | null;
  agent: string | null;
  is_this: boolean;
}

export interface AccessToken {
  id: number;
  name: string;
  rights: string[];
  created: string;
  expires: string;
}

export interface AccessFindSessionOut {
  session: AccessSession | null;
}

export interface AccessBeginTotpOut {
  /** Base32. */
  secret: string;
  /** For the QR code (otpauth). */
  uri: string;
  /** The same as an SVG path, one unit for each module. */
  qr: string;
  /** Units along one side, without the quiet zone. */
  qr_size: number;
}

export interface AccessOpenSessionPage {
  items: AccessOpenSession[];
  next: string | null;
  total: number;
}

export interface AccessTokenPage {
  items: AccessToken[];
  next: string | null;
  total: number;
}

export interface AccessCreateTokenOut {
  token: AccessToken;
  secret: string;
}

export interface AccessSignInIn {
  login: string;
  password: string;
  code?: string | null;
}

export interface AccessRecordWrongSignInIn {
  user: number;
}

export type AccessSignOutIn = Record<string, never>;

export type AccessGetSessionIn = Record<string, never>;

export type AccessFindSessionIn = Record<string, never>;

export interface AccessChangePasswordIn {
  old: string;
  new: string;
}

export type AccessBeginTotpIn = Record<string, never>;

export interface AccessConfirmTotpIn {
  code: string;
}

export interface AccessDropTotpIn {
  code: string;
}

export type AccessListSessionsIn = Record<string, never>;

export interface AccessEndSessionIn {
  session: number;
}

export type AccessListTokensIn = Record<string, never>;

export interface AccessCreateTokenIn {
  name: string;
  rights: string[];
  expires: string;
}

export interface AccessRevokeTokenIn {
  token: number;
}

export interface BenefitsAttendee {
  name: string;
  organization?: string | null;
  title?: string | null;
  is_host: boolean;
  /** Where a host is one of our people. */
  user?: number | null;
  /** Where a guest is a known person. */
  contact?: number | null;
}

export interface BenefitsContent {
  kind: PolicyKind;
  form: BenefitsForm;
  customer: number;
  contact?: number | null;
  recipient_kind: BenefitsRecipientKind;
  occasion: string;
  purpose: string;
  amount: Money;
  /** Book currency per unit, where the amount is in another one. */
  rate?: string | null;
  planned_on: string;
  attendees?: BenefitsAttendee[];
  item?: string | null;
  quantity?: number;
  contract?: string | null;
  /** Percent of the contract's income. */
  commission_rate?: string | null;
  invoice?: string | null;
  on_invoice?: BenefitsOnInvoice;
  /** Points or rebate programme. */
  programme?: string | null;
  tender?: string | null;
  deal?: string | null;
  pending?: BenefitsPending;
  payee?: BenefitsPayee;
  payee_name?: string | null;
  payee_account?: string | null;
  is_in_contract?: boolean;
  is_booked?: boolean;
  is_solicited?: boolean;
  /** A personal act or decision is expected in return. */
  is_reciprocal?: boolean;
  has_family?: boolean;
  /** Logo give-away distributed widely. */
  is_advertising?: boolean;
  /** Alcohol, tobacco or luxury dishes. */
  has_luxury?: boolean;
  /** Public rules of the prize or points. */
  has_rules?: boolean;
  /** The intermediary is lawfully qualified. */
  is_qualified?: boolean;
  /** I am related to the recipient or hold shares. */
  has_conflict: boolean;
  diligence?: BenefitsDiligence;
  /** Why it should be given in spite of a soft rule. */
  exception?: string | null;
}

export interface BenefitsRouteStep {
  node: string;
  zh: string;
  en: string;
  /** Names, or the role where nobody is found. */
  who: string;
  due_hours: number;
}

export interface BenefitsAlike {
  request: number;
  number: string;
  kind: PolicyKind;
  amount: Money;
  applicant_name: string;
  planned_on: string;
  status: BenefitsStatus;
}

export interface BenefitsBudgetView {
  is_set: boolean;
  department: string;
  planned: Money;
  reserved: Money;
  used: Money;
  /** After this request. */
  left: Money;
}

export interface BenefitsPreview {
  verdict: PolicyVerdict;
  /** Per person, in the book's currency. */
  value: Money;
  amount_book: Money;
  /** The amount in words (大写). */
  capital: string;
  caps: CapsUsage[];
  budget: BenefitsBudgetView;
  route: BenefitsRouteStep[];
  /** Same customer within seven days. */
  alike: BenefitsAlike[];
  obligations: string[];
  can_submit: boolean;
  /** Name of the fault that submitting would meet. */
  refusal: string | null;
  refusal_zh: string | null;
  refusal_en: string | null;
}

export interface BenefitsSummary {
  id: number;
  /** HB-20261125-000123. */
  number: string;
  kind: PolicyKind;
  status: BenefitsStatus;
  outcome: PolicyOutcome;
  customer: number;
  customer_name: string;
  contact: number | null;
  contact_name: string | null;
  applicant: number;
  applicant_name: string;
  department: number;
  department_name: string;
  occasion: string;
  amount: Money;
  amount_book: Money;
  planned_on: string;
  submitted: string;
  changed: string;
  /** Who holds it now. */
  waits_for: string | null;
  waits_since: string | null;
  due: string | null;
  is_late: boolean;
  is_imported: boolean;
}

export interface BenefitsDecision {
  node: string;
  zh: string;
  en: string;
  by: string;
  by_id: number;
  at: string;
  /** One of approve, reject, return, reassign (comment: to whom). */
  action: string;
  comment: string | null;
  /** Of the content that was seen. */
  hash: string;
  /** A material change made it void. */
  is_void: boolean;
  door: string;
}

export interface BenefitsStepNow {
  task: number;
  node: string;
  zh: string;
  en: string;
  who: string;
  since: string;
  due: string | null;
}

export interface BenefitsFlowView {
  flow: string;
  version: string;
  done: string[];
  active: string[];
  /** Sequence flows, in order, repeated where walked again. */
  taken: string[];
}

export interface BenefitsPiece {
  id: number;
  name: string;
  type: string;
  size: number;
  sha256: string;
  by: string;
  at: string;
  purpose: string;
}

export interface BenefitsHanding {
  id: number;
  method: string;
  amount: Money;
  paid_on: string;
  reference: string | null;
  by: string;
  at: string;
  checked_by: string | null;
  checked_at: string | null;
  is_right: boolean;
  comment: string | null;
}

export interface BenefitsEvent {
  entry: number;
  at: string;
  by: string;
  door: string;
  command: string;
  detail: unknown;
  /** The leaf's hash in the log. */
  hash: string;
}

export interface BenefitsFull {
  summary: BenefitsSummary;
  content: BenefitsContent;
  /** SHA-256 of the canonical content. */
  hash: string;
  version: number;
  capital: string;
  verdict: PolicyVerdict;
  caps: CapsUsage[];
  budget: BenefitsBudgetView;
  decisions: BenefitsDecision[];
  now: BenefitsStepNow[];
  flow: BenefitsFlowView;
  evidence: BenefitsPiece[];
  handings: BenefitsHanding[];
  actual: Money | null;
  closed: string | null;
  note: string | null;
  return_reason: string | null;
  may: string[];
  /** Open, and mine to decide. */
  task: number | null;
}

export interface BenefitsDraft {
  id: number;
  content: unknown;
  saved: string;
}

export interface BenefitsDraftPage {
  items: BenefitsDraft[];
  next: string | null;
  total: number;
}

export interface BenefitsSummaryPage {
  items: BenefitsSummary[];
  next: string | null;
  total: number;
}

export interface BenefitsSumRequestsOut {
  count: number;
  total: Money;
}

export interface BenefitsEventPage {
  items: BenefitsEvent[];
  next: string | null;
  total: number;
}

export interface BenefitsPreviewRequestIn {
  content: BenefitsContent;
  request?: number | null;
}

export interface BenefitsSubmitRequestIn {
  content: BenefitsContent;
  /** A returned request that comes again. */
  request?: number | null;
  /** The draft that this came from; it goes. */
  draft?: number | null;
}

export interface BenefitsWithdrawRequestIn {
  request: number;
  reason: string;
}

export interface BenefitsUrgeRequestIn {
  request: number;
}

export interface BenefitsVoidRequestIn {
  request: number;
  reason: string;
}

export interface BenefitsReleaseRequestIn {
  request: number;
}

export interface BenefitsRejectRequestIn {
  request: number;
}

export interface BenefitsRecordAttemptIn {
  applicant: number;
  customer?: number | null;
  request?: number | null;
  kind?: PolicyKind | null;
  /** Minor units of the book's currency. */
  amount: number;
  refusal: string;
  rule?: string | null;
}

export interface BenefitsImportBenefitIn {
  source: string;
  /** Unique within its source: safe to repeat. */
  external_id: string;
  kind: PolicyKind;
  customer: number;
  contact_name?: string | null;
  given_on: string;
  amount: Money;
  /** Book currency per unit; without it another currency counts to no sum. */
  rate?: string | null;
  occasion?: string | null;
  purpose?: string | null;
}

export interface BenefitsSaveDraftIn {
  draft?: number | null;
  /** It names people: the log keeps a commitment only. */
  content: unknown;
}

export interface BenefitsDropDraftIn {
  draft: number;
}

export interface BenefitsListDraftsIn {
  cursor?: string | null;
  limit?: number;
}

export interface BenefitsListRequestsIn {
  /** A number, whole or its last digits; or a customer, as list_customers finds one. */
  search?: string | null;
  status?: BenefitsStatus | null;
  kind?: PolicyKind | null;
  outcome?: PolicyOutcome | null;
  customer?: number | null;
  contact?: number | null;
  applicant?: number | null;
  department?: number | null;
  from?: string | null;
  to?: string | null;
  /** Minor units of the book's currency. */
  amount_min?: number;
  amount_max?: number;
  is_mine?: boolean;
  is_late?: boolean;
  cursor?: string | null;
  limit?: number;
}

export interface BenefitsSumRequestsIn {
  search?: string | null;
  status?: BenefitsStatus | null;
  kind?: PolicyKind | null;
  outcome?: PolicyOutcome | null;
  customer?: number | null;
  contact?: number | null;
  applicant?: number | null;
  department?: number | null;
  from?: string | null;
  to?: string | null;
  amount_min?: number;
  amount_max?: number;
  is_mine?: boolean;
  is_late?: boolean;
}

export interface BenefitsGetRequestIn {
  request: number;
}

export interface BenefitsRequestHistoryIn {
  request: number;
  cursor?: string | null;
  limit?: number;
}

export interface BudgetsBudget {
  id: number;
  department: number;
  department_name: string;
  year: number;
  planned: Money;
  reserved: Money;
  used: Money;
  left: Money;
  may: string[];
}

export interface BudgetsBudgetPage {
  items: BudgetsBudget[];
  next: string | null;
  total: number;
}

export interface BudgetsListBudgetsIn {
  year: number;
  cursor?: string | null;
  limit?: number;
}

export interface BudgetsSetBudgetIn {
  department: number;
  year: number;
  planned: Money;
}

export interface CapsCap {
  id: number;
  name: string;
  name_en: string;
  dimension: CapsDimension;
  /** Counted apart for each of these as well. */
  parts: CapsPart[];
  window: CapsWindow;
  /** Of a rolling window: so many days in a row; else 0. */
  days: number;
  measure: CapsMeasure;
  /** Benefit kinds that count; empty: all. */
  kinds: string[];
  /** Minor units, or times. */
  limit: number;
  from: string;
  to: string | null;
  may: string[];
}

export interface CapsUsage {
  cap: number;
  name: string;
  name_en: string;
  dimension: CapsDimension;
  window: CapsWindow;
  days: number;
  measure: CapsMeasure;
  subject: string;
  limit: number;
  /** Posted and reserved. */
  used: number;
  /** By the request that is looked at. */
  asked: number;
  /** After it; negative where it does not fit. */
  left: number;
}

export interface CapsCapPage {
  items: CapsCap[];
  next: string | null;
  total: number;
}

export interface CapsListCapsIn {
  day?: string | null;
}

export interface CapsSetCapIn {
  name: string;
  name_en: string;
  dimension: CapsDimension;
  parts?: CapsPart[];
  window: CapsWindow;
  /** Needed by a rolling window, and by no other. */
  days?: number | null;
  measure: CapsMeasure;
  kinds?: string[];
  limit: number;
  from: string;
  to?: string | null;
}

export interface CapsEndCapIn {
  cap: number;
  to: string;
}

export interface CapsOpenCapUsageIn {
  cap: number;
  /** The contact, customer or applicant, by the limit's dimension. */
  subject: number;
  /** A day of the window. */
  day: string;
  /** Minor units, or times. */
  used: number;
}

export interface CustomersCustomer {
  id: number;
  code: string;
  name: string;
  name_en: string | null;
  nature: CustomersNature;
  is_listed: boolean;
  region: string | null;
  industry: string | null;
  group: number | null;
  group_name: string | null;
  owner: number;
  owner_name: string;
  tax_number: string | null;
  is_merged: boolean;
  merged_into: number | null;
  /** What was given this calendar year. */
  given_year: Money;
  created: string;
  may: string[];
}

export interface CustomersContact {
  id: number;
  customer: number;
  customer_name: string | null;
  name: string;
  title: string | null;
  phone: string | null;
  email: string | null;
  is_official: boolean;
  is_relative: boolean;
  relative_of: string | null;
  /** The person whose household this one belongs to. */
  household: number | null;
  /** Takes part in buying decisions. */
  is_buyer: boolean;
  is_active: boolean;
  given_year: Money;
  /** Benefits planned in the last 90 days. */
  gifts_90d: number;
  may: string[];
}

export interface CustomersNameChange {
  at: string;
  /** The person that it was about. */
  contact: number | null;
  by: string;
  what: string;
  from: string | null;
  to: string | null;
}

export interface CustomersMergedCustomer {
  id: number;
  code: string;
  name: string;
  name_en: string | null;
  tax_number: string | null;
}

export interface CustomersCustomerDetail {
  customer: CustomersCustomer;
  /** Duplicates that went into this one; it is found by their names too. */
  merged: CustomersMergedCustomer[];
  contacts: CustomersContact[];
  children: CustomersCustomer[];
  history: CustomersNameChange[];
}

export interface CustomersCustomerPage {
  items: CustomersCustomer[];
  next: string | null;
  total: number;
}

export interface CustomersContactPage {
  items: CustomersContact[];
  next: string | null;
  total: number;
}

export interface CustomersListCustomersIn {
  search?: string | null;
  nature?: CustomersNature | null;
  owner?: number | null;
  group?: number | null;
  cursor?: string | null;
  limit?: number;
}

export interface CustomersGetCustomerIn {
  customer: number;
}

export interface CustomersSearchContactsIn {
  customer?: number | null;
  search?: string | null;
  cursor?: string | null;
  limit?: number;
}

export interface CustomersAddCustomerIn {
  code: string;
  name: string;
  name_en?: string | null;
  nature: CustomersNature;
  is_listed?: boolean;
  region?: string | null;
  industry?: string | null;
  group?: number | null;
  owner?: number | null;
  tax_number?: string | null;
}

export interface CustomersEditCustomerIn {
  customer: number;
  name: string;
  name_en?: string | null;
  nature: CustomersNature;
  is_listed: boolean;
  region?: string | null;
  industry?: string | null;
  group?: number | null;
  owner: number;
  tax_number?: string | null;
}

export interface CustomersMergeCustomerIn {
  customer: number;
  into: number;
  reason: string;
}

export interface CustomersAddContactIn {
  customer: number;
  name: string;
  title?: string | null;
  phone?: string | null;
  email?: string | null;
  is_official?: boolean;
  is_relative?: boolean;
  relative_of?: string | null;
  is_buyer?: boolean;
}

export interface CustomersEditContactIn {
  contact: number;
  name: string;
  title?: string | null;
  phone?: string | null;
  email?: string | null;
  is_official: boolean;
  is_relative: boolean;
  relative_of?: string | null;
  is_buyer: boolean;
  is_active: boolean;
}

export interface CustomersSetHouseholdIn {
  contact: number;
  /** Another person; without: a household of one's own. */
  of?: number | null;
}

export interface CustomersRecordPurchaseIn {
  customer: number;
  /** Unique within its source: safe to repeat. */
  external_id: string;
  source: string;
  bought_on: string;
  amount: Money;
  item?: string | null;
}

export interface DisbursementItem {
  request: number;
  number: string;
  kind: PolicyKind;
  status: BenefitsStatus;
  customer_name: string;
  applicant_name: string;
  payee_name: string | null;
  amount: Money;
  handing: number | null;
  method: DisbursementMethod | null;
  handed: Money | null;
  /** Approved and not handed over yet. */
  left: Money;
  reference: string | null;
  recorded_by: string | null;
  planned_on: string;
  approved: string | null;
  may: string[];
}

export interface DisbursementItemPage {
  items: DisbursementItem[];
  next: string | null;
  total: number;
}

export interface DisbursementListHandingIn {
  status?: BenefitsStatus;
  cursor?: string | null;
  limit?: number;
}

export interface DisbursementRecordDisbursementIn {
  request: number;
  method: DisbursementMethod;
  amount: Money;
  paid_on: string;
  payee_name?: string | null;
  reference?: string | null;
  note?: string | null;
  /** False: a part, the rest will follow. */
  is_last?: boolean;
}

export interface DisbursementCheckDisbursementIn {
  handing: number;
  is_right: boolean;
  comment?: string | null;
}

export interface DisbursementCloseRequestIn {
  request: number;
  actual: Money;
  note?: string | null;
}

export interface EvidenceDownloadEvidenceOut {
  name: string;
  type: string;
  content: string;
}

export interface EvidenceAddEvidenceIn {
  request: number;
  name: string;
  purpose?: string | null;
  content: string;
}

export interface EvidenceDownloadEvidenceIn {
  evidence: number;
}

export interface OverviewKindSum {
  kind: PolicyKind;
  count: number;
  total: Money;
}

export interface OverviewMonthSum {
  month: string;
  count: number;
  total: Money;
}

export interface OverviewNear {
  name: string;
  name_en: string;
  subject: string;
  subject_id: number;
  dimension: CapsDimension;
  used: number;
  limit: number;
  measure: CapsMeasure;
}

export interface OverviewBoard {
  waiting: number;
  due_today: number;
  month_total: Money;
  month_count: number;
  month_by_kind: OverviewKindSum[];
  months: OverviewMonthSum[];
  mine: BenefitsSummary[];
  tasks: TasksTask[];
  near: OverviewNear[];
  late: BenefitsSummary[];
  late_count: number;
  to_hand: number;
  to_check: number;
  to_close: number;
  /** Attempts this month that the rules stopped. */
  prohibited: number;
  budget: BenefitsBudgetView;
  log_size: number;
}

export type OverviewGetBoardIn = Record<string, never>;

export interface PeopleDepartment {
  id: number;
  parent: number | null;
  parent_name: string | null;
  code: string;
  name: string;
  name_en: string | null;
  /** Ids from the root to itself: /1/5/. */
  path: string | null;
  head: number | null;
  head_name: string | null;
  /** How many active people stand in it. */
  people: number;
}

export interface PeopleUser {
  id: number;
  login: string;
  name: string;
  name_en: string | null;
  email: string | null;
  phone: string | null;
  department: number;
  department_name: string;
  superior: number | null;
  superior_name: string | null;
  is_active: boolean;
  roles: PeopleRole[];
  may: string[];
}

export interface PeopleDepartmentPage {
  items: PeopleDepartment[];
  next: string | null;
  total: number;
}

export interface PeopleUserPage {
  items: PeopleUser[];
  next: string | null;
  total: number;
}

export interface PeopleListDepartmentsIn {
  search?: string | null;
}

export interface PeopleAddDepartmentIn {
  parent?: number | null;
  code: string;
  name: string;
  name_en?: string | null;
}

export interface PeopleSetDepartmentHeadIn {
  department: number;
  head: number;
}

export interface PeopleListUsersIn {
  /** Name, login or pinyin initials. */
  search?: string | null;
  department?: number | null;
  role?: PeopleRole | null;
  cursor?: string | null;
  limit?: number;
}

export interface PeopleGetUserIn {
  user: number;
}

export interface PeopleAddUserIn {
  login: string;
  name: string;
  name_en?: string | null;
  email?: string | null;
  phone?: string | null;
  department: number;
  superior?: number | null;
  roles?: PeopleRole[];
  password?: string | null;
}

export interface PeopleEditUserIn {
  user: number;
  name: string;
  name_en?: string | null;
  email?: string | null;
  phone?: string | null;
  department: number;
  superior?: number | null;
  roles?: PeopleRole[];
  is_active: boolean;
}

export interface PeopleResetPasswordIn {
  user: number;
  password: string;
}

export interface PolicyRuleHit {
  pack: string;
  rule: string;
  outcome: PolicyOutcome;
  role: string | null;
  zh: string;
  en: string;
  citation: string | null;
}

export interface PolicyRulePassed {
  pack: string;
  rule: string;
  outcome: PolicyOutcome;
  /** The cell that did not hit. */
  input: string;
  value: string;
  test: string;
  zh: string;
  en: string;
}

export interface PolicyVerdict {
  outcome: PolicyOutcome;
  role: string | null;
  pack: string;
  rule: string | null;
  zh: string;
  en: string;
  citation: string | null;
  /** Inputs that nobody gave. */
  missing: string[];
  hits: PolicyRuleHit[];
  passed: PolicyRulePassed[];
  /** Which packs in which version. */
  versions: string;
  /** What the rules looked at, by FEEL name. */
  inputs: unknown | null;
}

export interface PolicyColumn {
  name: string;
  label: string;
  kind: string;
}

export interface PolicyTableRule {
  id: string;
  tests: string[];
  outputs: string[];
  zh: string;
  en: string;
  citation: string;
}

export interface PolicyTable {
  id: string;
  name: string;
  hit_policy: string;
  inputs: PolicyColumn[];
  outputs: PolicyColumn[];
  rules: PolicyTableRule[];
}

export interface PolicyPack {
  id: string;
  zh: string;
  en: string;
  jurisdiction: string;
  /** First characters of the file's SHA-256. */
  version: string;
  is_used: boolean;
  rules: number;
  valid_from: string | null;
  valid_to: string | null;
  /** Where this version was published in this book. */
  policy: number | null;
}

export interface PolicyPackDetail {
  pack: PolicyPack;
  tables: PolicyTable[];
  /** Markdown. */
  sources: string | null;
}

export interface PolicyPolicy {
  id: number;
  pack: string;
  status: PolicyStatus;
  from: string;
  to: string | null;
  version: string;
  author: string;
  author_id: number;
  changed: string;
  /** The second person. */
  confirmed: string | null;
  published: string | null;
  comment: string | null;
  may: string[];
}

export interface PolicyCaseResult {
  name: string;
  wanted: string;
  got: string;
  is_met: boolean;
}

export interface PolicyExample {
  input: string;
  value: string;
}

export interface PolicyFinding {
  kind: PolicyFindingKind;
  /** The table gives no answer there. */
  is_error: boolean;
  rule: string | null;
  other: string | null;
  example: PolicyExample[];
}

export interface PolicyLoosening {
  rule: string;
  zh: string;
  en: string;
  citation: string | null;
  /** False: it could not be proved that the rule is kept. */
  is_shown: boolean;
  /** What the rule of law says. */
  before: PolicyOutcome;
  /** What this version says of the example. */
  after: PolicyOutcome;
  example: PolicyExample[];
}

export interface PolicyPolicyDetail {
  policy: PolicyPolicy;
  zh: string;
  en: string;
  tables: PolicyTable[];
  sources: string | null;
  cases: string;
  results: PolicyCaseResult[];
  /** Cases that are not met. */
  failed: number;
  /** What is wrong with the verdict's table as a whole. */
  findings: PolicyFinding[];
  /** The first rule of law that this version would loosen. */
  loosened: PolicyLoosening | null;
  /** Why the model cannot be used, if so. */
  trouble: string | null;
  trouble_zh: string | null;
}

export interface PolicyPackPage {
  items: PolicyPack[];
  next: string | null;
  total: number;
}

export interface PolicyDownloadPackOut {
  name: string;
  type: string;
  content: string;
}

export interface PolicyBacktestCell {
  /** As the request was judged then. */
  before: PolicyOutcome;
  /** As it would be judged now. */
  after: PolicyOutcome;
  kind: PolicyKind;
  department: number;
  department_name: string;
  month: string;
  count: number;
  /** In the book's currency. */
  total: Money;
}

export interface PolicyBacktestChange {
  request: number;
  number: string;
  kind: PolicyKind;
  customer_name: string;
  planned_on: string;
  /** In the book's currency. */
  amount: Money;
  before: PolicyOutcome;
  after: PolicyOutcome;
  rule_before: string;
  rule_after: string;
  zh: string;
  en: string;
}

export interface PolicyBacktest {
  /** Requests that this piece looked at. */
  looked_at: number;
  /** Those of them that the rules had judged, and judged again. */
  judged: number;
  /** Requests of the period, of all pieces together. */
  all: number;
  cells: PolicyBacktestCell[];
  changes: PolicyBacktestChange[];
  /** All that change, also those beyond the list. */
  changed: number;
  /** Cursor of the next piece; none: this was the last. */
  next: string | null;
}

export interface PolicyPolicyPage {
  items: PolicyPolicy[];
  next: string | null;
  total: number;
}

export interface PolicyDownloadPolicyOut {
  name: string;
  type: string;
  content: string;
}

export type PolicyListPacksIn = Record<string, never>;

export interface PolicyGetPackIn {
  pack: string;
}

export interface PolicyDownloadPackIn {
  pack: string;
}

export interface PolicyTryPolicyIn {
  inputs: unknown;
  /** The rules of that day; without: of the input date, else of today. */
  day?: string | null;
  /** Together with this draft instead of its pack's own version. */
  policy?: number | null;
}

export interface PolicyListPoliciesIn {
  pack: string;
}

export type PolicyListOpenPoliciesIn = Record<string, never>;

export interface PolicyGetPolicyIn {
  policy: number;
}

export interface PolicyBacktestPolicyIn {
  policy: number;
  from: string;
  to: string;
  cursor?: string | null;
  piece?: number;
}

export interface PolicyDownloadPolicyIn {
  policy: number;
}

export interface PolicyDraftPolicyIn {
  pack: string;
  from: string;
  to?: string | null;
  like?: string | null;
}

export interface PolicySetPolicyModelIn {
  policy: number;
  content: string;
}

export interface PolicyEditPolicyIn {
  policy: number;
  from: string;
  to?: string | null;
  /** JSON as the shipped packs have it in cases.json. */
  cases: string;
  sources: string;
}

export interface PolicyReviewPolicyIn {
  policy: number;
  comment?: string | null;
}

export interface PolicyReturnPolicyIn {
  policy: number;
  comment: string;
}

export interface PolicyPublishPolicyIn {
  policy: number;
  comment?: string | null;
}

export interface PolicyRetirePolicyIn {
  policy: number;
  to: string;
  comment: string;
}

export interface RecordEntry {
  index: number;
  at: string;
  actor: string;
  door: string;
  command: string;
  subject: number | null;
  hash: string;
}

export interface RecordWitness {
  id: number;
  name: string;
  /** The key as text (C2SP signed-note, type 0x04). */
  verifier: string;
  is_active: boolean;
  added: string;
}

export interface RecordCosignature {
  witness: string;
  /** As it stands below the checkpoint. */
  line: string;
  /** As the witness says. */
  cosigned: string;
}

export interface RecordState {
  size: number;
  root: string;
  /** The newest signed checkpoint (C2SP tlog-checkpoint), with the lines of witnesses. */
  checkpoint: string;
  /** The verifier's key. */
  key: string;
  signed_at: string | null;
  /** The newest checkpoint that a witness cosigned; empty where there is none. */
  witnessed: string;
  /** Those of the witnessed checkpoint. */
  cosignatures: RecordCosignature[];
}

export interface RecordCheck {
  is_intact: boolean;
  entries: number;
  checkpoints: number;
  /** Index of the first altered entry, -1 where there is none. */
  first_bad: number;
  /** All entries before this one are intact. */
  last_good: number;
  reason_zh: string;
  reason_en: string;
  took_ms: number;
  root: string;
  /** Debits equal credits in every currency. */
  balance_ok: boolean;
}

export interface RecordEntryPage {
  items: RecordEntry[];
  next: string | null;
  total: number;
}

export interface RecordGetEntryOut {
  entry: RecordEntry;
  leaf: string;
  proof: string[];
  size: number;
  root: string;
}

export interface RecordGetReceiptOut {
  /** "mingli-receipt/1" */
  format: string;
  index: number;
  /** The entry as it was hashed: canonical JSON, personal values as commitments. */
  leaf: string;
  /** SHA-256 over a zero byte and the leaf, in hex. */
  hash: string;
  /** Inclusion proof (RFC 9162 2.1.3), base64, nearest the leaf first. */
  proof: string[];
  /** Of the checkpoint's tree. */
  size: number;
  /** Signed note, cosigned by witnesses where one is that covers the entry. */
  checkpoint: string;
  /** The log's key. Compare it with one that you got another way. */
  key: string;
}

export interface RecordGetReceiptPdfOut {
  name: string;
  type: string;
  content: string;
}

export interface RecordGetReceiptProofOut {
  name: string;
  type: string;
  content: string;
}

export interface RecordWitnessPage {
  items: RecordWitness[];
  next: string | null;
  total: number;
}

export interface RecordAddCosignatureOut {
  size: number;
  /** How many signatures were new. */
  number: number;
}

export type RecordGetLogIn = Record<string, never>;

export interface RecordListEntriesIn {
  subject?: number | null;
  command?: string | null;
  cursor?: string | null;
  limit?: number;
}

export interface RecordGetEntryIn {
  index: number;
}

export interface RecordGetReceiptIn {
  index: number;
}

export interface RecordGetReceiptPdfIn {
  index: number;
}

export interface RecordGetReceiptProofIn {
  index: number;
}

export type RecordVerifyLogIn = Record<string, never>;

export type RecordListWitnessesIn = Record<string, never>;

export interface RecordAddWitnessIn {
  /** "name+id+base64", of type 0x04. */
  verifier: string;
}

export interface RecordRetireWitnessIn {
  witness: number;
}

export interface RecordAddCosignatureIn {
  /** The checkpoint as it was given away, with the witness's lines below. */
  note: string;
}

export interface TasksTask {
  id: number;
  request: number;
  number: string;
  node: string;
  zh: string;
  en: string;
  kind: PolicyKind;
  form: BenefitsForm;
  customer_name: string;
  contact_name: string | null;
  applicant_name: string;
  department_name: string;
  occasion: string;
  amount: Money;
  outcome: PolicyOutcome;
  reason_zh: string;
  reason_en: string;
  /** Of the content that would be decided on. */
  hash: string;
  since: string;
  due: string | null;
  is_late: boolean;
  /** One tap is enough: allowed by every rule, small, no note. */
  is_quick: boolean;
  /** Where it is done: what I decided. */
  action: string | null;
  done: string | null;
  may: string[];
}

export interface TasksFlowInfo {
  id: string;
  zh: string;
  en: string;
  version: string;
  running: number;
  late: number;
}

export interface TasksNodeInfo {
  id: string;
  kind: string;
  zh: string;
  en: string;
  who: string;
  due_hours: number;
  waiting: number;
  late: number;
  sop_zh: string | null;
  sop_en: string | null;
}

export interface TasksFlowDetail {
  flow: TasksFlowInfo;
  xml: string;
  nodes: TasksNodeInfo[];
}

export interface TasksTaskPage {
  items: TasksTask[];
  next: string | null;
  total: number;
}

export interface TasksFlowInfoPage {
  items: TasksFlowInfo[];
  next: string | null;
  total: number;
}

export interface TasksListTasksIn {
  is_done?: boolean;
  kind?: PolicyKind | null;
  cursor?: string | null;
  limit?: number;
}

export interface TasksApproveTaskIn {
  task: number;
  /** Of the content that was seen. */
  hash: string;
  comment?: string | null;
}

export interface TasksRejectTaskIn {
  task: number;
  hash: string;
  comment: string;
}

export interface TasksReturnTaskIn {
  task: number;
  hash: string;
  comment: string;
}

export interface TasksReassignTasksIn {
  user: number;
}

export interface TasksReassignTaskIn {
  task: number;
  /** Who cannot do it any more. */
  user: number;
}

export type TasksListFlowsIn = Record<string, never>;

export interface TasksGetFlowIn {
  flow: string;
}

export interface Calls {
  sign_in: { in: AccessSignInIn; out: AccessSession; faults: 'code_needed' | 'code_wrong' | 'sign_in_paused' | 'sign_in_wrong' | 'user_left' };
  sign_out: { in: AccessSignOutIn; out: null; faults: 'session_needed' };
  get_session: { in: AccessGetSessionIn; out: AccessSession; faults: never };
  find_session: { in: AccessFindSessionIn; out: AccessFindSessionOut; faults: never };
  change_password: { in: AccessChangePasswordIn; out: null; faults: 'password_weak' | 'password_wrong' | 'session_needed' | 'sign_in_paused' };
  begin_totp: { in: AccessBeginTotpIn; out: AccessBeginTotpOut; faults: 'session_needed' | 'totp_known' };
  confirm_totp: { in: AccessConfirmTotpIn; out: null; faults: 'code_wrong' | 'session_needed' };
  drop_totp: { in: AccessDropTotpIn; out: null; faults: 'code_wrong' | 'session_needed' | 'sign_in_paused' };
  list_sessions: { in: AccessListSessionsIn; out: AccessOpenSessionPage; faults: never };
  end_session: { in: AccessEndSessionIn; out: null; faults: 'session_unknown' };
  list_tokens: { in: AccessListTokensIn; out: AccessTokenPage; faults: never };
  create_token: { in: AccessCreateTokenIn; out: AccessCreateTokenOut; faults: 'expiry_wrong' | 'right_not_yours' | 'session_needed' };
  revoke_token: { in: AccessRevokeTokenIn; out: null; faults: 'token_unknown' };
  preview_request: { in: BenefitsPreviewRequestIn; out: BenefitsPreview; faults: never };
  submit_request: { in: BenefitsSubmitRequestIn; out: BenefitsSummary; faults: 'amount_zero' | 'approver_absent' | 'attendees_missing' | 'budget_short' | 'cap_exceeded' | 'contact_elsewhere' | 'contact_unknown' | 'contract_missing' | 'currency_unknown' | 'customer_unknown' | 'item_missing' | 'policy_prohibits' | 'programme_missing' | 'rate_missing' | 'request_not_returned' | 'request_not_yours' | 'request_unknown' };
  withdraw_request: { in: BenefitsWithdrawRequestIn; out: BenefitsSummary; faults: 'request_decided' | 'request_not_open' | 'request_not_yours' | 'request_unknown' };
  urge_request: { in: BenefitsUrgeRequestIn; out: BenefitsSummary; faults: 'request_not_open' | 'request_not_yours' | 'request_unknown' | 'urged_lately' };
  void_request: { in: BenefitsVoidRequestIn; out: BenefitsSummary; faults: 'own_request' | 'request_not_approved' | 'request_unknown' };
  save_draft: { in: BenefitsSaveDraftIn; out: BenefitsDraft; faults: 'draft_large' | 'draft_unknown' };
  drop_draft: { in: BenefitsDropDraftIn; out: null; faults: 'draft_unknown' };
  list_drafts: { in: BenefitsListDraftsIn; out: BenefitsDraftPage; faults: never };
  list_requests: { in: BenefitsListRequestsIn; out: BenefitsSummaryPage; faults: never };
  sum_requests: { in: BenefitsSumRequestsIn; out: BenefitsSumRequestsOut; faults: never };
  get_request: { in: BenefitsGetRequestIn; out: BenefitsFull; faults: 'request_unknown' };
  request_history: { in: BenefitsRequestHistoryIn; out: BenefitsEventPage; faults: 'request_unknown' };
  list_budgets: { in: BudgetsListBudgetsIn; out: BudgetsBudgetPage; faults: never };
  set_budget: { in: BudgetsSetBudgetIn; out: BudgetsBudget; faults: 'amount_negative' | 'currency_wrong' | 'department_unknown' };
  list_caps: { in: CapsListCapsIn; out: CapsCapPage; faults: never };
  set_cap: { in: CapsSetCapIn; out: CapsCap; faults: 'days_wrong' | 'kind_unknown' | 'period_wrong' };
  end_cap: { in: CapsEndCapIn; out: CapsCap; faults: 'cap_unknown' | 'period_wrong' };
  list_customers: { in: CustomersListCustomersIn; out: CustomersCustomerPage; faults: never };
  get_customer: { in: CustomersGetCustomerIn; out: CustomersCustomerDetail; faults: 'customer_unknown' };
  search_contacts: { in: CustomersSearchContactsIn; out: CustomersContactPage; faults: never };
  add_customer: { in: CustomersAddCustomerIn; out: CustomersCustomer; faults: 'customer_known' | 'group_unknown' | 'user_unknown' };
  edit_customer: { in: CustomersEditCustomerIn; out: CustomersCustomer; faults: 'customer_known' | 'customer_merged' | 'customer_unknown' | 'group_circle' | 'group_unknown' | 'user_unknown' };
  merge_customer: { in: CustomersMergeCustomerIn; out: CustomersCustomer; faults: 'customer_merged' | 'customer_unknown' | 'group_circle' | 'merge_self' };
  add_contact: { in: CustomersAddContactIn; out: CustomersContact; faults: 'contact_known' | 'customer_merged' | 'customer_unknown' };
  edit_contact: { in: CustomersEditContactIn; out: CustomersContact; faults: 'contact_unknown' };
  set_household: { in: CustomersSetHouseholdIn; out: CustomersContact; faults: 'contact_unknown' | 'household_unknown' };
  record_purchase: { in: CustomersRecordPurchaseIn; out: null; faults: 'customer_unknown' | 'purchase_known' };
  list_handing: { in: DisbursementListHandingIn; out: DisbursementItemPage; faults: never };
  record_disbursement: { in: DisbursementRecordDisbursementIn; out: DisbursementItem; faults: 'amount_zero' | 'currency_differs' | 'day_in_future' | 'handed_too_much' | 'hands_not_apart' | 'payee_differs' | 'request_not_approved' | 'request_unknown' };
  check_disbursement: { in: DisbursementCheckDisbursementIn; out: DisbursementItem; faults: 'handing_checked' | 'handing_unknown' | 'hands_not_apart' | 'reason_missing' };
  close_request: { in: DisbursementCloseRequestIn; out: DisbursementItem; faults: 'actual_not_handed' | 'actual_too_much' | 'currency_differs' | 'evidence_missing' | 'request_not_handed' | 'request_not_yours' | 'request_unknown' };
  add_evidence: { in: EvidenceAddEvidenceIn; out: BenefitsPiece; faults: 'evidence_full' | 'file_empty' | 'file_kind' | 'file_known' | 'request_ended' | 'request_not_yours' | 'request_unknown' };
  download_evidence: { in: EvidenceDownloadEvidenceIn; out: EvidenceDownloadEvidenceOut; faults: 'evidence_damaged' | 'evidence_unknown' };
  get_board: { in: OverviewGetBoardIn; out: OverviewBoard; faults: never };
  list_departments: { in: PeopleListDepartmentsIn; out: PeopleDepartmentPage; faults: never };
  add_department: { in: PeopleAddDepartmentIn; out: PeopleDepartment; faults: 'department_known' | 'department_unknown' };
  set_department_head: { in: PeopleSetDepartmentHeadIn; out: PeopleDepartment; faults: 'department_unknown' | 'user_left' | 'user_unknown' };
  list_users: { in: PeopleListUsersIn; out: PeopleUserPage; faults: never };
  get_user: { in: PeopleGetUserIn; out: PeopleUser; faults: 'user_unknown' };
  add_user: { in: PeopleAddUserIn; out: PeopleUser; faults: 'department_unknown' | 'login_known' | 'password_weak' | 'roles_conflict' | 'user_unknown' };
  edit_user: { in: PeopleEditUserIn; out: PeopleUser; faults: 'department_unknown' | 'roles_conflict' | 'superior_circle' | 'user_unknown' };
  reset_password: { in: PeopleResetPasswordIn; out: null; faults: 'password_weak' | 'user_unknown' };
  list_packs: { in: PolicyListPacksIn; out: PolicyPackPage; faults: never };
  get_pack: { in: PolicyGetPackIn; out: PolicyPackDetail; faults: 'pack_unknown' };
  download_pack: { in: PolicyDownloadPackIn; out: PolicyDownloadPackOut; faults: 'pack_unknown' };
  try_policy: { in: PolicyTryPolicyIn; out: PolicyVerdict; faults: 'inputs_wrong' | 'policy_unknown' | 'policy_unusable' };
  list_policies: { in: PolicyListPoliciesIn; out: PolicyPolicyPage; faults: never };
  list_open_policies: { in: PolicyListOpenPoliciesIn; out: PolicyPolicyPage; faults: never };
  get_policy: { in: PolicyGetPolicyIn; out: PolicyPolicyDetail; faults: 'policy_unknown' };
  backtest_policy: { in: PolicyBacktestPolicyIn; out: PolicyBacktest; faults: 'policy_unknown' | 'policy_unusable' | 'validity_wrong' };
  download_policy: { in: PolicyDownloadPolicyIn; out: PolicyDownloadPolicyOut; faults: 'policy_unknown' };
  draft_policy: { in: PolicyDraftPolicyIn; out: PolicyPolicy; faults: 'pack_name_wrong' | 'pack_unknown' | 'validity_wrong' };
  set_policy_model: { in: PolicySetPolicyModelIn; out: PolicyPolicy; faults: 'policy_closed' | 'policy_unknown' | 'policy_unusable' };
  edit_policy: { in: PolicyEditPolicyIn; out: PolicyPolicy; faults: 'cases_wrong' | 'policy_closed' | 'policy_unknown' | 'validity_wrong' };
  review_policy: { in: PolicyReviewPolicyIn; out: PolicyPolicy; faults: 'cases_missing' | 'cases_not_met' | 'cases_wrong' | 'law_loosened' | 'policy_not_draft' | 'policy_unknown' | 'policy_unusable' | 'table_contradicts' };
  return_policy: { in: PolicyReturnPolicyIn; out: PolicyPolicy; faults: 'policy_not_in_review' | 'policy_unknown' };
  publish_policy: { in: PolicyPublishPolicyIn; out: PolicyPolicy; faults: 'cases_not_met' | 'cases_wrong' | 'law_loosened' | 'policy_not_in_review' | 'policy_own' | 'policy_unknown' | 'policy_unusable' | 'table_contradicts' };
  retire_policy: { in: PolicyRetirePolicyIn; out: PolicyPolicy; faults: 'policy_not_published' | 'policy_unknown' | 'validity_wrong' };
  get_log: { in: RecordGetLogIn; out: RecordState; faults: never };
  list_entries: { in: RecordListEntriesIn; out: RecordEntryPage; faults: never };
  get_entry: { in: RecordGetEntryIn; out: RecordGetEntryOut; faults: 'entry_unknown' };
  get_receipt: { in: RecordGetReceiptIn; out: RecordGetReceiptOut; faults: 'entry_unknown' };
  get_receipt_pdf: { in: RecordGetReceiptPdfIn; out: RecordGetReceiptPdfOut; faults: 'entry_unknown' };
  get_receipt_proof: { in: RecordGetReceiptProofIn; out: RecordGetReceiptProofOut; faults: 'entry_unknown' };
  verify_log: { in: RecordVerifyLogIn; out: RecordCheck; faults: never };
  list_witnesses: { in: RecordListWitnessesIn; out: RecordWitnessPage; faults: never };
  add_witness: { in: RecordAddWitnessIn; out: RecordWitness; faults: 'witness_key_wrong' | 'witness_known' };
  retire_witness: { in: RecordRetireWitnessIn; out: null; faults: 'witness_unknown' };
  add_cosignature: { in: RecordAddCosignatureIn; out: RecordAddCosignatureOut; faults: 'checkpoint_differs' | 'checkpoint_unknown' | 'cosignature_known' | 'cosignature_unknown' | 'note_refused' };
  list_tasks: { in: TasksListTasksIn; out: TasksTaskPage; faults: never };
  approve_task: { in: TasksApproveTaskIn; out: BenefitsSummary; faults: 'approver_absent' | 'content_changed' | 'own_request' | 'task_done' | 'task_not_yours' | 'task_unknown' };
  reject_task: { in: TasksRejectTaskIn; out: BenefitsSummary; faults: 'content_changed' | 'own_request' | 'task_done' | 'task_not_yours' | 'task_unknown' };
  return_task: { in: TasksReturnTaskIn; out: BenefitsSummary; faults: 'content_changed' | 'own_request' | 'task_done' | 'task_not_yours' | 'task_unknown' };
  list_flows: { in: TasksListFlowsIn; out: TasksFlowInfoPage; faults: never };
  get_flow: { in: TasksGetFlowIn; out: TasksFlowDetail; faults: 'flow_unknown' };
}

export type CallName = keyof Calls;

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  right: string;
  isQuery: boolean;
}

export const routes: Record<CallName, Route> = {
  sign_in: { method: 'POST', path: '/api/session', right: 'public', isQuery: false },
  sign_out: { method: 'DELETE', path: '/api/session', right: 'any', isQuery: false },
  get_session: { method: 'GET', path: '/api/session', right: 'any', isQuery: true },
  find_session: { method: 'GET', path: '/api/session/here', right: 'public', isQuery: true },
  change_password: { method: 'POST', path: '/api/session/password', right: 'any', isQuery: false },
  begin_totp: { method: 'POST', path: '/api/session/totp', right: 'any', isQuery: false },
  confirm_totp: { method: 'POST', path: '/api/session/totp/confirm', right: 'any', isQuery: false },
  drop_totp: { method: 'POST', path: '/api/session/totp/drop', right: 'any', isQuery: false },
  list_sessions: { method: 'GET', path: '/api/session/all', right: 'any', isQuery: true },
  end_session: { method: 'POST', path: '/api/session/all/{session}/end', right: 'any', isQuery: false },
  list_tokens: { method: 'GET', path: '/api/tokens', right: 'any', isQuery: true },
  create_token: { method: 'POST', path: '/api/tokens', right: 'any', isQuery: false },
  revoke_token: { method: 'DELETE', path: '/api/tokens/{token}', right: 'any', isQuery: false },
  preview_request: { method: 'POST', path: '/api/requests/preview', right: 'requests.write', isQuery: true },
  submit_request: { method: 'POST', path: '/api/requests', right: 'requests.write', isQuery: false },
  withdraw_request: { method: 'POST', path: '/api/requests/{request}/withdraw', right: 'requests.write', isQuery: false },
  urge_request: { method: 'POST', path: '/api/requests/{request}/urge', right: 'requests.write', isQuery: false },
  void_request: { method: 'POST', path: '/api/requests/{request}/void', right: 'requests.void', isQuery: false },
  save_draft: { method: 'POST', path: '/api/drafts', right: 'requests.write', isQuery: false },
  drop_draft: { method: 'DELETE', path: '/api/drafts/{draft}', right: 'requests.write', isQuery: false },
  list_drafts: { method: 'GET', path: '/api/drafts', right: 'requests.write', isQuery: true },
  list_requests: { method: 'GET', path: '/api/requests', right: 'requests.read', isQuery: true },
  sum_requests: { method: 'GET', path: '/api/requests/sum', right: 'requests.read', isQuery: true },
  get_request: { method: 'GET', path: '/api/requests/{request}', right: 'requests.read', isQuery: true },
  request_history: { method: 'GET', path: '/api/requests/{request}/history', right: 'requests.read', isQuery: true },
  list_budgets: { method: 'GET', path: '/api/budgets', right: 'budgets.read', isQuery: true },
  set_budget: { method: 'POST', path: '/api/budgets', right: 'budgets.write', isQuery: false },
  list_caps: { method: 'GET', path: '/api/caps', right: 'caps.read', isQuery: true },
  set_cap: { method: 'POST', path: '/api/caps', right: 'caps.write', isQuery: false },
  end_cap: { method: 'POST', path: '/api/caps/{cap}/end', right: 'caps.write', isQuery: false },
  list_customers: { method: 'GET', path: '/api/customers', right: 'customers.read', isQuery: true },
  get_customer: { method: 'GET', path: '/api/customers/{customer}', right: 'customers.read', isQuery: true },
  search_contacts: { method: 'GET', path: '/api/contacts', right: 'customers.read', isQuery: true },
  add_customer: { method: 'POST', path: '/api/customers', right: 'customers.write', isQuery: false },
  edit_customer: { method: 'PUT', path: '/api/customers/{customer}', right: 'customers.write', isQuery: false },
  merge_customer: { method: 'POST', path: '/api/customers/{customer}/merge', right: 'customers.merge', isQuery: false },
  add_contact: { method: 'POST', path: '/api/customers/{customer}/contacts', right: 'customers.write', isQuery: false },
  edit_contact: { method: 'PUT', path: '/api/contacts/{contact}', right: 'customers.write', isQuery: false },
  set_household: { method: 'POST', path: '/api/contacts/{contact}/household', right: 'customers.write', isQuery: false },
  record_purchase: { method: 'POST', path: '/api/customers/{customer}/purchases', right: 'customers.write', isQuery: false },
  list_handing: { method: 'GET', path: '/api/disbursements', right: 'disburse.read', isQuery: true },
  record_disbursement: { method: 'POST', path: '/api/requests/{request}/disbursements', right: 'disburse.pay', isQuery: false },
  check_disbursement: { method: 'POST', path: '/api/disbursements/{handing}/check', right: 'disburse.check', isQuery: false },
  close_request: { method: 'POST', path: '/api/requests/{request}/close', right: 'requests.write', isQuery: false },
  add_evidence: { method: 'POST', path: '/api/requests/{request}/evidence', right: 'requests.write', isQuery: false },
  download_evidence: { method: 'GET', path: '/api/evidence/{evidence}/content', right: 'requests.read', isQuery: true },
  get_board: { method: 'GET', path: '/api/board', right: 'any', isQuery: true },
  list_departments: { method: 'GET', path: '/api/departments', right: 'people.read', isQuery: true },
  add_department: { method: 'POST', path: '/api/departments', right: 'people.write', isQuery: false },
  set_department_head: { method: 'POST', path: '/api/departments/{department}/head', right: 'people.write', isQuery: false },
  list_users: { method: 'GET', path: '/api/users', right: 'people.read', isQuery: true },
  get_user: { method: 'GET', path: '/api/users/{user}', right: 'people.read', isQuery: true },
  add_user: { method: 'POST', path: '/api/users', right: 'people.write', isQuery: false },
  edit_user: { method: 'PUT', path: '/api/users/{user}', right: 'people.write', isQuery: false },
  reset_password: { method: 'POST', path: '/api/users/{user}/password', right: 'people.write', isQuery: false },
  list_packs: { method: 'GET', path: '/api/policies', right: 'policy.read', isQuery: true },
  get_pack: { method: 'GET', path: '/api/policies/{pack}', right: 'policy.read', isQuery: true },
  download_pack: { method: 'GET', path: '/api/policies/{pack}/dmn', right: 'policy.read', isQuery: true },
  try_policy: { method: 'POST', path: '/api/policies/try', right: 'policy.read', isQuery: true },
  list_policies: { method: 'GET', path: '/api/policies/{pack}/versions', right: 'policy.read', isQuery: true },
  list_open_policies: { method: 'GET', path: '/api/policy-versions', right: 'policy.read', isQuery: true },
  get_policy: { method: 'GET', path: '/api/policy-versions/{policy}', right: 'policy.read', isQuery: true },
  backtest_policy: { method: 'GET', path: '/api/policy-versions/{policy}/backtest', right: 'policy.write', isQuery: true },
  download_policy: { method: 'GET', path: '/api/policy-versions/{policy}/dmn', right: 'policy.read', isQuery: true },
  draft_policy: { method: 'POST', path: '/api/policies/{pack}/versions', right: 'policy.write', isQuery: false },
  set_policy_model: { method: 'PUT', path: '/api/policy-versions/{policy}/dmn', right: 'policy.write', isQuery: false },
  edit_policy: { method: 'PUT', path: '/api/policy-versions/{policy}', right: 'policy.write', isQuery: false },
  review_policy: { method: 'POST', path: '/api/policy-versions/{policy}/review', right: 'policy.write', isQuery: false },
  return_policy: { method: 'POST', path: '/api/policy-versions/{policy}/return', right: 'policy.write', isQuery: false },
  publish_policy: { method: 'POST', path: '/api/policy-versions/{policy}/publish', right: 'policy.write', isQuery: false },
  retire_policy: { method: 'POST', path: '/api/policy-versions/{policy}/retire', right: 'policy.write', isQuery: false },
  get_log: { method: 'GET', path: '/api/log', right: 'any', isQuery: true },
  list_entries: { method: 'GET', path: '/api/log/entries', right: 'log.read', isQuery: true },
  get_entry: { method: 'GET', path: '/api/log/entries/{index}', right: 'log.read', isQuery: true },
  get_receipt: { method: 'GET', path: '/api/log/entries/{index}/receipt', right: 'any', isQuery: true },
  get_receipt_pdf: { method: 'GET', path: '/api/log/entries/{index}/receipt/pdf', right: 'any', isQuery: true },
  get_receipt_proof: { method: 'GET', path: '/api/log/entries/{index}/receipt/proof', right: 'any', isQuery: true },
  verify_log: { method: 'GET', path: '/api/log/verify', right: 'log.read', isQuery: true },
  list_witnesses: { method: 'GET', path: '/api/log/witnesses', right: 'any', isQuery: true },
  add_witness: { method: 'POST', path: '/api/log/witnesses', right: 'log.manage', isQuery: false },
  retire_witness: { method: 'POST', path: '/api/log/witnesses/{witness}/retire', right: 'log.manage', isQuery: false },
  add_cosignature: { method: 'POST', path: '/api/log/cosignatures', right: 'public', isQuery: false },
  list_tasks: { method: 'GET', path: '/api/tasks', right: 'tasks.read', isQuery: true },
  approve_task: { method: 'POST', path: '/api/tasks/{task}/approve', right: 'tasks.decide', isQuery: false },
  reject_task: { method: 'POST', path: '/api/tasks/{task}/reject', right: 'tasks.decide', isQuery: false },
  return_task: { method: 'POST', path: '/api/tasks/{task}/return', right: 'tasks.decide', isQuery: false },
  list_flows: { method: 'GET', path: '/api/flows', right: 'flows.read', isQuery: true },
  get_flow: { method: 'GET', path: '/api/flows/{flow}', right: 'flows.read', isQuery: true },
};

export const limits = {
  'access.sign_in_in.login': { min: 1, max: 80 },
  'access.sign_in_in.password': { min: 1, max: 200 },
  'access.sign_in_in.code': { min: 0, max: 8 },
  'access.change_password_in.old': { min: 1, max: 200 },
  'access.change_password_in.new': { min: 10, max: 200 },
  'access.confirm_totp_in.code': { min: 6, max: 8 },
  'access.drop_totp_in.code': { min: 6, max: 8 },
  'access.create_token_in.name': { min: 1, max: 80 },
  'benefits.attendee.name': { min: 1, max: 80 },
  'benefits.attendee.organization': { min: 0, max: 120 },
  'benefits.attendee.title': { min: 0, max: 80 },
  'benefits.content.occasion': { min: 1, max: 80 },
  'benefits.content.purpose': { min: 4, max: 1000 },
  'benefits.content.item': { min: 0, max: 120 },
  'benefits.content.contract': { min: 0, max: 80 },
  'benefits.content.invoice': { min: 0, max: 80 },
  'benefits.content.programme': { min: 0, max: 80 },
  'benefits.content.tender': { min: 0, max: 80 },
  'benefits.content.deal': { min: 0, max: 80 },
  'benefits.content.payee_name': { min: 0, max: 120 },
  'benefits.content.payee_account': { min: 0, max: 60 },
  'benefits.content.exception': { min: 0, max: 1000 },
  'benefits.withdraw_request_in.reason': { min: 2, max: 400 },
  'benefits.void_request_in.reason': { min: 2, max: 400 },
  'benefits.record_attempt_in.refusal': { min: 1, max: 60 },
  'benefits.record_attempt_in.rule': { min: 0, max: 80 },
  'benefits.import_benefit_in.source': { min: 1, max: 40 },
  'benefits.import_benefit_in.external_id': { min: 1, max: 120 },
  'benefits.import_benefit_in.contact_name': { min: 0, max: 120 },
  'benefits.import_benefit_in.occasion': { min: 0, max: 80 },
  'benefits.import_benefit_in.purpose': { min: 0, max: 1000 },
  'benefits.list_drafts_in.cursor': { min: 0, max: 200 },
  'benefits.list_requests_in.search': { min: 0, max: 80 },
  'benefits.list_requests_in.cursor': { min: 0, max: 200 },
  'benefits.sum_requests_in.search': { min: 0, max: 80 },
  'benefits.request_history_in.cursor': { min: 0, max: 200 },
  'budgets.list_budgets_in.cursor': { min: 0, max: 200 },
  'caps.set_cap_in.name': { min: 1, max: 80 },
  'caps.set_cap_in.name_en': { min: 1, max: 80 },
  'customers.list_customers_in.search': { min: 0, max: 80 },
  'customers.list_customers_in.cursor': { min: 0, max: 200 },
  'customers.search_contacts_in.search': { min: 0, max: 80 },
  'customers.search_contacts_in.cursor': { min: 0, max: 200 },
  'customers.add_customer_in.code': { min: 1, max: 40 },
  'customers.add_customer_in.name': { min: 1, max: 120 },
  'customers.add_customer_in.name_en': { min: 0, max: 120 },
  'customers.add_customer_in.region': { min: 0, max: 40 },
  'customers.add_customer_in.industry': { min: 0, max: 40 },
  'customers.add_customer_in.tax_number': { min: 0, max: 40 },
  'customers.edit_customer_in.name': { min: 1, max: 120 },
  'customers.edit_customer_in.name_en': { min: 0, max: 120 },
  'customers.edit_customer_in.region': { min: 0, max: 40 },
  'customers.edit_customer_in.industry': { min: 0, max: 40 },
  'customers.edit_customer_in.tax_number': { min: 0, max: 40 },
  'customers.merge_customer_in.reason': { min: 2, max: 200 },
  'customers.add_contact_in.name': { min: 1, max: 80 },
  'customers.add_contact_in.title': { min: 0, max: 80 },
  'customers.add_contact_in.phone': { min: 0, max: 40 },
  'customers.add_contact_in.email': { min: 0, max: 120 },
  'customers.add_contact_in.relative_of': { min: 0, max: 80 },
  'customers.edit_contact_in.name': { min: 1, max: 80 },
  'customers.edit_contact_in.title': { min: 0, max: 80 },
  'customers.edit_contact_in.phone': { min: 0, max: 40 },
  'customers.edit_contact_in.email': { min: 0, max: 120 },
  'customers.edit_contact_in.relative_of': { min: 0, max: 80 },
  'customers.record_purchase_in.external_id': { min: 1, max: 80 },
  'customers.record_purchase_in.source': { min: 1, max: 40 },
  'customers.record_purchase_in.item': { min: 0, max: 200 },
  'disbursement.list_handing_in.cursor': { min: 0, max: 200 },
  'disbursement.record_disbursement_in.payee_name': { min: 0, max: 120 },
  'disbursement.record_disbursement_in.reference': { min: 0, max: 80 },
  'disbursement.record_disbursement_in.note': { min: 0, max: 400 },
  'disbursement.check_disbursement_in.comment': { min: 0, max: 400 },
  'disbursement.close_request_in.note': { min: 0, max: 1000 },
  'evidence.add_evidence_in.name': { min: 1, max: 200 },
  'evidence.add_evidence_in.purpose': { min: 0, max: 40 },
  'people.list_departments_in.search': { min: 0, max: 80 },
  'people.add_department_in.code': { min: 1, max: 40 },
  'people.add_department_in.name': { min: 1, max: 80 },
  'people.add_department_in.name_en': { min: 0, max: 80 },
  'people.list_users_in.search': { min: 0, max: 80 },
  'people.list_users_in.cursor': { min: 0, max: 200 },
  'people.add_user_in.login': { min: 1, max: 80 },
  'people.add_user_in.name': { min: 1, max: 80 },
  'people.add_user_in.name_en': { min: 0, max: 80 },
  'people.add_user_in.email': { min: 0, max: 120 },
  'people.add_user_in.phone': { min: 0, max: 40 },
  'people.add_user_in.password': { min: 10, max: 200 },
  'people.edit_user_in.name': { min: 1, max: 80 },
  'people.edit_user_in.name_en': { min: 0, max: 80 },
  'people.edit_user_in.email': { min: 0, max: 120 },
  'people.edit_user_in.phone': { min: 0, max: 40 },
  'people.reset_password_in.password': { min: 10, max: 200 },
  'policy.get_pack_in.pack': { min: 1, max: 60 },
  'policy.download_pack_in.pack': { min: 1, max: 60 },
  'policy.list_policies_in.pack': { min: 1, max: 60 },
  'policy.backtest_policy_in.cursor': { min: 0, max: 20 },
  'policy.draft_policy_in.pack': { min: 1, max: 60 },
  'policy.draft_policy_in.like': { min: 1, max: 60 },
  'policy.edit_policy_in.cases': { min: 2, max: 40000 },
  'policy.edit_policy_in.sources': { min: 0, max: 20000 },
  'policy.review_policy_in.comment': { min: 0, max: 1000 },
  'policy.return_policy_in.comment': { min: 1, max: 1000 },
  'policy.publish_policy_in.comment': { min: 0, max: 1000 },
  'policy.retire_policy_in.comment': { min: 1, max: 1000 },
  'record.list_entries_in.command': { min: 0, max: 60 },
  'record.list_entries_in.cursor': { min: 0, max: 200 },
  'record.add_witness_in.verifier': { min: 40, max: 400 },
  'record.add_cosignature_in.note': { min: 40, max: 20000 },
  'tasks.list_tasks_in.cursor': { min: 0, max: 200 },
  'tasks.approve_task_in.hash': { min: 64, max: 64 },
  'tasks.approve_task_in.comment': { min: 0, max: 1000 },
  'tasks.reject_task_in.hash': { min: 64, max: 64 },
  'tasks.reject_task_in.comment': { min: 2, max: 1000 },
  'tasks.return_task_in.hash': { min: 64, max: 64 },
  'tasks.return_task_in.comment': { min: 2, max: 1000 },
  'tasks.get_flow_in.flow': { min: 1, max: 80 },
} as const;
