import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  {
    path: '/sign-in',
    component: () => import('./SignIn.vue'),
    meta: { open: true, bare: true, words: ['access'] },
  },
  {
    path: '/account',
    component: () => import('./Account.vue'),
    meta: { words: ['access'] },
  },
];
