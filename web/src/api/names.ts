// Names and looks of what the server's enums say.
import { money } from '@/base/money';
import { showCount, showMoney } from '@/base/show';
import { say } from '@/base/words';
import {
  type BenefitsForm,
  BenefitsFormNames,
  type BenefitsStatus,
  BenefitsStatusNames,
  type CapsMeasure,
  DisbursementMethodNames,
  type PolicyKind,
  PolicyKindNames,
  type PolicyOutcome,
  PolicyOutcomeNames,
  type PolicyStatus,
} from './generated';

type Names<Value extends string> = Record<Value, { en: string; zh: string }>;

export const kindName = (kind: PolicyKind) => say(PolicyKindNames[kind]);
export const formName = (form: BenefitsForm) => say(BenefitsFormNames[form]);
export const statusName = (status: BenefitsStatus) => say(BenefitsStatusNames[status]);
export const outcomeName = (outcome: PolicyOutcome) => say(PolicyOutcomeNames[outcome]);

export function nameIn<Value extends string>(names: Names<Value>, value: Value): string {
  return say(names[value]);
}

export function optionsOf<Value extends string>(names: Names<Value>) {
  return (Object.keys(names) as Value[]).map((value) => ({ value, label: say(names[value]) }));
}

// How something was handed over; an import may bring words of its own.
export function methodName(method: string): string {
  return method in DisbursementMethodNames
    ? say(DisbursementMethodNames[method as keyof typeof DisbursementMethodNames])
    : method;
}

interface Look {
  tone: 'plain' | 'ok' | 'warn' | 'err' | 'info' | 'sun';
  shape: 'dot' | 'ring' | 'square' | 'diamond';
}

const STATUS_LOOKS: Record<BenefitsStatus, Look> = {
  in_approval: { tone: 'sun', shape: 'dot' },
  returned: { tone: 'warn', shape: 'diamond' },
  approved: { tone: 'info', shape: 'dot' },
  handed_over: { tone: 'info', shape: 'dot' },
  disbursed: { tone: 'ok', shape: 'dot' },
  closed: { tone: 'ok', shape: 'square' },
  rejected: { tone: 'err', shape: 'diamond' },
  withdrawn: { tone: 'plain', shape: 'ring' },
  voided: { tone: 'plain', shape: 'diamond' },
};

const POLICY_LOOKS: Record<PolicyStatus, Look> = {
  draft: { tone: 'plain', shape: 'ring' },
  in_review: { tone: 'sun', shape: 'dot' },
  published: { tone: 'ok', shape: 'square' },
  retired: { tone: 'plain', shape: 'diamond' },
};

const OUTCOME_LOOKS: Record<PolicyOutcome, Look> = {
  allow: { tone: 'ok', shape: 'square' },
  approve: { tone: 'info', shape: 'dot' },
  review: { tone: 'warn', shape: 'dot' },
  prohibit: { tone: 'err', shape: 'diamond' },
};

export const statusLook = (status: BenefitsStatus): Look => STATUS_LOOKS[status];
export const policyLook = (status: PolicyStatus): Look => POLICY_LOOKS[status];
export const outcomeLook = (outcome: PolicyOutcome): Look => OUTCOME_LOOKS[outcome];
export const outcomeTone = (outcome: PolicyOutcome) =>
  OUTCOME_LOOKS[outcome].tone as 'ok' | 'info' | 'warn' | 'err';

// A limit counts money (minor units of the book's currency) or times.
export function capFigure(value: number, measure: CapsMeasure, currency: string): string {
  return measure === 'amount' ? showMoney(money(BigInt(value), currency)) : showCount(value);
}
