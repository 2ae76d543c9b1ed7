import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  { path: '/', component: () => import('./Desk.vue'), meta: { words: ['overview'] } },
];
