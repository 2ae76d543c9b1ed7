import type { RouteRecordRaw } from 'vue-router';

const meta = { right: 'customers.read', words: ['customers'] };

export const routes: RouteRecordRaw[] = [
  { path: '/customers', component: () => import('./CustomerList.vue'), meta },
  {
    path: '/customers/:customer(\\d+)',
    component: () => import('./CustomerPage.vue'),
    props: (route) => ({ customer: Number(route.params.customer) }),
    meta,
  },
];
