// The menu: four groups whose order never changes. An item is there when its page is (a feature
// registered the route) and the person has the right that the route names.
import type { RouteRecordRaw } from 'vue-router';
import * as icons from '@/ui/icons';

export interface MenuPlace {
  name: string; // of the route, and of the word app.menu.NAME
  path: string;
  icon: icons.Icon;
  group: 'work' | 'business' | 'compliance' | 'audit' | 'system';
}

export const places: readonly MenuPlace[] = [
  { name: 'desk', path: '/', icon: icons.IconHome, group: 'work' },
  { name: 'inbox', path: '/inbox', icon: icons.IconInbox, group: 'work' },
  { name: 'mine', path: '/mine', icon: icons.IconRequest, group: 'work' },
  { name: 'apply', path: '/requests/new', icon: icons.IconPlus, group: 'work' },
  { name: 'requests', path: '/requests', icon: icons.IconList, group: 'business' },
  { name: 'customers', path: '/customers', icon: icons.IconCustomers, group: 'business' },
  { name: 'disbursement', path: '/disbursement', icon: icons.IconGift, group: 'business' },
  { name: 'budgets', path: '/budgets', icon: icons.IconWallet, group: 'business' },
  { name: 'policy', path: '/policy', icon: icons.IconTable, group: 'compliance' },
  { name: 'limits', path: '/limits', icon: icons.IconBudget, group: 'compliance' },
  { name: 'flows', path: '/flows', icon: icons.IconFlow, group: 'compliance' },
  { name: 'verify', path: '/verify', icon: icons.IconChain, group: 'audit' },
  { name: 'people', path: '/people', icon: icons.IconPeople, group: 'system' },
];

export interface MenuGroup {
  name: string;
  places: MenuPlace[];
}

// Only what can be opened: a route exists and its right is held.
export function menuOf(
  routes: readonly RouteRecordRaw[],
  rights: ReadonlySet<string>,
): MenuGroup[] {
  const known = new Map(routes.map((route) => [route.path, route]));
  const groups: MenuGroup[] = [];
  for (const place of places) {
    const route = known.get(place.path);
    const right = route?.meta?.right;
    if (!route || (right && !rights.has(right))) continue;
    const last = groups.at(-1);
    if (last?.name === place.group) last.places.push(place);
    else groups.push({ name: place.group, places: [place] });
  }
  return groups;
}
