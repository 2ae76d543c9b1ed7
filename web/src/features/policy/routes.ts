import type { RouteRecordRaw } from 'vue-router';

const meta = { right: 'policy.read', words: ['policy', 'rules'] };

export const routes: RouteRecordRaw[] = [
  { path: '/policy', component: () => import('./PackList.vue'), meta },
  { path: '/policy/:pack', component: () => import('./PackPage.vue'), props: true, meta },
  {
    path: '/policy/:pack/versions/:policy',
    component: () => import('./VersionPage.vue'),
    props: true,
    meta,
  },
  {
    path: '/limits',
    component: () => import('./CapList.vue'),
    meta: { right: 'caps.read', words: ['policy'] },
  },
];
