// Which stamp a request bears, if it is decided: a key of benefits.seal.
import type { BenefitsSummary } from '@/api/generated';

const PASSED = new Set<string>(['approved', 'handed_over', 'disbursed', 'closed']);

export function sealOf(summary: BenefitsSummary): 'passed' | 'rejected' | 'voided' | '' {
  const { status } = summary;
  if (status === 'rejected' || status === 'voided') return status;
  return PASSED.has(status) && !summary.is_imported ? 'passed' : '';
}
