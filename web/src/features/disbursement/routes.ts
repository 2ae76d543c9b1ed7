import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  {
    path: '/disbursement',
    component: () => import('./HandingList.vue'),
    meta: { right: 'disburse.read', words: ['disbursement'] },
  },
];
