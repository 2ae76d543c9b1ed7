import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  {
    path: '/budgets',
    component: () => import('./BudgetList.vue'),
    meta: { right: 'budgets.read', words: ['budgets'] },
  },
];
