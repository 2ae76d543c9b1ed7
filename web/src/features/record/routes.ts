import type { RouteRecordRaw } from 'vue-router';

const meta = { right: 'log.read', words: ['record'] };

export const routes: RouteRecordRaw[] = [
  { path: '/verify', component: () => import('./Verify.vue'), meta },
  {
    path: '/verify/:index(\\d+)',
    component: () => import('./EntryPage.vue'),
    props: (route) => ({
      index: Number(route.params.index),
      paper: typeof route.query.paper === 'string' ? route.query.paper : '',
    }),
    meta,
  },
];
