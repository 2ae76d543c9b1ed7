// What is typed on the way to a request, and the content that it becomes. Which field a kind of
// benefit shows stands in one table; whether the request is allowed is the server's business alone.
import {
  type BenefitsContent,
  type BenefitsDiligence,
  type BenefitsForm,
  type BenefitsOnInvoice,
  type BenefitsPayee,
  type BenefitsPending,
  type BenefitsRecipientKind,
  limits,
  type PolicyKind,
} from '@/api/generated';
import type { Money } from '@/base/money';
import { parseNumber } from '@/base/number';
import { length } from '@/base/text';
import { t } from '@/base/words';
import { type Mistake, tooLong } from '@/ui/form';

export interface Choice {
  value: number;
  label: string;
  hint?: string;
}

export interface AttendeeRow {
  name: string;
  organization: string;
  title: string;
  is_host: boolean;
  contact: number | null;
  user: number | null;
}

export interface Draft {
  kind: PolicyKind | null;
  form: BenefitsForm | '';
  customer: Choice | null;
  contact: Choice | null;
  recipient_kind: BenefitsRecipientKind | '';
  occasion: string;
  purpose: string;
  amount: Money | null;
  currency: string;
  rate: string;
  planned_on: string;
  attendees: AttendeeRow[];
  item: string;
  quantity: string;
  contract: string;
  commission_rate: string;
  invoice: string;
  on_invoice: BenefitsOnInvoice | '';
  programme: string;
  tender: string;
  deal: string;
  pending: BenefitsPending | '';
  payee: BenefitsPayee | '';
  payee_name: string;
  payee_account: string;
  is_in_contract: boolean;
  is_booked: boolean;
  is_solicited: boolean;
  is_reciprocal: boolean;
  has_family: boolean;
  is_advertising: boolean;
  has_luxury: boolean;
  has_rules: boolean;
  is_qualified: boolean;
  has_conflict: boolean | null;
  diligence: BenefitsDiligence | '';
  exception: string;
}

export type Part =
  | 'attendees'
  | 'item'
  | 'contract'
  | 'commission'
  | 'invoice'
  | 'programme'
  | 'payee'
  | 'luxury'
  | 'advertising'
  | 'rules'
  | 'diligence';

const PARTS: Record<PolicyKind, readonly Part[]> = {
  discount: ['contract', 'invoice'],
  rebate: ['contract', 'invoice', 'payee', 'programme'],
  points: ['programme', 'rules'],
  gift: ['item', 'advertising'],
  meal: ['attendees', 'luxury'],
  entertainment: ['attendees', 'luxury'],
  travel: ['attendees'],
  commission: ['contract', 'commission', 'invoice', 'payee', 'diligence'],
  sample: ['item'],
  prize: ['item', 'rules'],
  sponsorship: ['contract', 'payee', 'diligence'],
  donation: ['payee', 'diligence'],
  service_fee: ['contract', 'invoice', 'payee', 'diligence'],
};

const FORM_PRESETS: Record<PolicyKind, BenefitsForm> = {
  discount: 'price_reduction',
  rebate: 'credit_note',
  points: 'service',
  gift: 'in_kind',
  meal: 'service',
  entertainment: 'service',
  travel: 'service',
  commission: 'credit_note',
  sample: 'in_kind',
  prize: 'in_kind',
  sponsorship: 'service',
  donation: 'in_kind',
  service_fee: 'service',
};

// Kinds that go to the company unless a person is named.
const TO_COMPANY = new Set<PolicyKind>(['discount', 'rebate', 'sponsorship', 'donation', 'sample']);

export function shows(kind: PolicyKind | null, part: Part): boolean {
  return kind !== null && PARTS[kind].includes(part);
}

export function showsTender(draft: Draft): boolean {
  return draft.pending === 'tender' || draft.pending === 'evaluation';
}

export function emptyDraft(currency: string): Draft {
  return {
    kind: null,
    form: '',
    customer: null,
    contact: null,
    recipient_kind: '',
    occasion: '',
    purpose: '',
    amount: null,
    currency,
    rate: '',
    planned_on: '',
    attendees: [],
    item: '',
    quantity: '1',
    contract: '',
    commission_rate: '',
    invoice: '',
    on_invoice: 'none',
    programme: '',
    tender: '',
    deal: '',
    pending: 'none',
    payee: 'contract_party',
    payee_name: '',
    payee_account: '',
    is_in_contract: false,
    is_booked: true,
    is_solicited: false,
    is_reciprocal: false,
    has_family: false,
    is_advertising: false,
    has_luxury: false,
    has_rules: false,
    is_qualified: true,
    has_conflict: null,
    diligence: 'na',
    exception: '',
  };
}

// A kind was chosen: what usually goes with it, as long as nobody chose otherwise.
export function withKind(draft: Draft, kind: PolicyKind): void {
  const before = draft.kind;
  draft.kind = kind;
  if (!draft.form || (before && draft.form === FORM_PRESETS[before]))
    draft.form = FORM_PRESETS[kind];
  draft.recipient_kind = recipientPreset(draft);
}

export function recipientPreset(draft: Draft): BenefitsRecipientKind | '' {
  if (draft.contact) return 'employee';
  if (!draft.kind) return draft.recipient_kind;
  if (draft.kind === 'commission') return 'intermediary';
  return TO_COMPANY.has(draft.kind) || shows(draft.kind, 'attendees')
    ? 'entity'
    : draft.recipient_kind;
}

export function fromContent(
  content: BenefitsContent,
  names: { customer: string; contact: string },
): Draft {
  const draft = emptyDraft(content.amount.currency);
  const plain = { ...content } as Record<string, unknown>;
  for (const key of Object.keys(draft) as (keyof Draft)[]) {
    const value = plain[key];
    if (value === null || value === undefined || key === 'customer' || key === 'contact') continue;
    Object.assign(draft, { [key]: typeof draft[key] === 'string' ? String(value) : value });
  }
  draft.amount = content.amount;
  draft.currency = content.amount.currency;
  draft.customer = { value: content.customer, label: names.customer };
  draft.contact = content.contact ? { value: content.contact, label: names.contact } : null;
  draft.attendees = (content.attendees ?? []).map((one) => ({
    name: one.name,
    organization: one.organization ?? '',
    title: one.title ?? '',
    is_host: one.is_host,
    contact: one.contact ?? null,
    user: one.user ?? null,
  }));
  return draft;
}

const orNull = (text: string) => text.trim() || null;

function attendee(row: AttendeeRow) {
  return {
    name: row.name.trim(),
    organization: orNull(row.organization),
    title: orNull(row.title),
    is_host: row.is_host,
    contact: row.contact,
    user: row.user,
  };
}

// Only what the kind shows goes along: a field that was hidden again must not decide anything.
export function toContent(draft: Draft): BenefitsContent | null {
  const { kind, form, customer, amount, recipient_kind } = draft;
  if (!kind || !form || !customer || !amount || !recipient_kind || !draft.planned_on) return null;
  const has = (part: Part) => shows(kind, part);
  return {
    kind,
    form,
    customer: customer.value,
    contact: draft.contact?.value ?? null,
    recipient_kind,
    occasion: draft.occasion.trim(),
    purpose: draft.purpose.trim(),
    amount,
    rate: parseNumber(draft.rate),
    planned_on: draft.planned_on,
    attendees: has('attendees')
      ? draft.attendees.filter((row) => row.name.trim()).map(attendee)
      : [],
    item: has('item') ? orNull(draft.item) : null,
    quantity: has('item') ? Number(parseNumber(draft.quantity) ?? '1') : 1,
    contract: orNull(draft.contract),
    commission_rate: has('commission') ? parseNumber(draft.commission_rate) : null,
    invoice: has('invoice') ? orNull(draft.invoice) : null,
    on_invoice: (has('invoice') && draft.on_invoice) || 'none',
    programme: has('programme') ? orNull(draft.programme) : null,
    tender: showsTender(draft) ? orNull(draft.tender) : null,
    deal: orNull(draft.deal),
    pending: draft.pending || 'none',
    payee: (has('payee') && draft.payee) || 'contract_party',
    payee_name: has('payee') ? orNull(draft.payee_name) : null,
    payee_account: has('payee') ? orNull(draft.payee_account) : null,
    is_in_contract: draft.is_in_contract,
    is_booked: draft.is_booked,
    is_solicited: draft.is_solicited,
    is_reciprocal: draft.is_reciprocal,
    has_family: draft.has_family,
    is_advertising: has('advertising') && draft.is_advertising,
    has_luxury: has('luxury') && draft.has_luxury,
    has_rules: has('rules') && draft.has_rules,
    is_qualified: draft.is_qualified,
    has_conflict: draft.has_conflict ?? false,
    diligence: (has('diligence') && draft.diligence) || 'na',
    exception: orNull(draft.exception),
  };
}

// Enough to ask the rules while the rest is still being typed; texts that the rules do not read
// are filled up to their shortest length.
export function toPreview(draft: Draft): BenefitsContent | null {
  const content = toContent(draft);
  if (!content) return null;
  const { min } = limits['benefits.content.purpose'];
  return {
    ...content,
    occasion: content.occasion || '-',
    purpose: content.purpose.padEnd(min, '.'),
  };
}

// What is missing or too long; the rest is the server's to say.
export function check(draft: Draft, bookCurrency: string): Mistake[] {
  const list: Mistake[] = [];
  const need = (field: keyof Draft, isThere: unknown) => {
    if (!isThere) list.push({ field, text: t(`benefits.missing.${field}`) });
  };
  need('customer', draft.customer);
  need('kind', draft.kind);
  need('form', !draft.kind || draft.form);
  need('recipient_kind', !draft.kind || draft.recipient_kind);
  need('amount', draft.amount);
  need('rate', draft.currency === bookCurrency || draft.rate.trim());
  need('item', !shows(draft.kind, 'item') || draft.item.trim());
  need('planned_on', draft.planned_on);
  need('occasion', draft.occasion.trim());
  need('purpose', length(draft.purpose.trim()) >= limits['benefits.content.purpose'].min);
  need('has_conflict', draft.has_conflict !== null);
  // Whether a number is in its range is the server's to say; here it must be one.
  const number = (field: 'quantity' | 'commission_rate' | 'rate', isWhole = false) => {
    const text = draft[field].trim();
    if (!text || list.some((one) => one.field === field)) return;
    const value = parseNumber(text);
    if (value === null) list.push({ field, text: t('ui.numberFormat') });
    else if (isWhole && !/^\d+$/.test(value)) list.push({ field, text: t('ui.wholeFormat') });
  };
  if (draft.currency !== bookCurrency) number('rate');
  if (shows(draft.kind, 'item')) number('quantity', true);
  if (shows(draft.kind, 'commission')) number('commission_rate');
  if (shows(draft.kind, 'attendees')) {
    const [row] = tooLongRows(draft.attendees);
    if (row) list.push({ field: 'attendees', text: row.text });
  }
  list.push(...tooLong(limits, 'benefits.content', seen(draft)));
  return list;
}

// The texts that stand on the page: what a kind hides cannot be mended there.
function seen(draft: Draft): Partial<Draft> {
  const { occasion, purpose, contract, deal, exception } = draft;
  const { item, invoice, programme, tender, payee_name, payee_account } = draft;
  const has = (part: Part) => shows(draft.kind, part);
  return {
    occasion,
    purpose,
    contract,
    deal,
    exception,
    ...(has('item') ? { item } : {}),
    ...(has('invoice') ? { invoice } : {}),
    ...(has('programme') ? { programme } : {}),
    ...(has('payee') ? { payee_name, payee_account } : {}),
    ...(showsTender(draft) ? { tender } : {}),
  };
}

function tooLongRows(rows: AttendeeRow[]): Mistake[] {
  return rows.flatMap((row) => tooLong(limits, 'benefits.attendee', row));
}

// A list pasted from a spreadsheet: name, organization, title, one person a line.
export function parseAttendees(text: string, isHost: boolean): AttendeeRow[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.split(/\t|,|，|;|；/).map((cell) => cell.trim()))
    .filter((cells) => cells[0])
    .map(([name = '', organization = '', title = '']) => ({
      name,
      organization,
      title,
      is_host: isHost,
      contact: null,
      user: null,
    }));
}
