import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  {
    path: '/people',
    component: () => import('./People.vue'),
    meta: { right: 'people.read', words: ['people'] },
  },
];
