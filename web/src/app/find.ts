// What the palette finds on the server: requests by number or customer, and customers.
import { call } from '@/api/call';
import { kindName } from '@/api/names';
import { has } from '@/api/session';
import { showMoney } from '@/base/show';
import type { Action } from '@/ui/actions';
import { IconCustomers, IconRequest } from '@/ui/icons';

const EACH_MAX = 5;

export async function findAnything(text: string, signal: AbortSignal): Promise<Action[]> {
  const input = { search: text, limit: EACH_MAX };
  const [requests, customers] = await Promise.all([
    has('requests.read') ? call('list_requests', input, { signal }) : null,
    has('customers.read') ? call('list_customers', input, { signal }) : null,
  ]);
  return [
    ...(requests?.items ?? []).map((one) => ({
      name: `request.${one.id}`,
      label: `${one.customer_name} · ${kindName(one.kind)} ${showMoney(one.amount)}`,
      hint: one.number,
      icon: IconRequest,
      to: `/requests/${one.id}`,
    })),
    ...(customers?.items ?? []).map((one) => ({
      name: `customer.${one.id}`,
      label: one.name,
      hint: one.code,
      icon: IconCustomers,
      to: `/customers/${one.id}`,
    })),
  ];
}
