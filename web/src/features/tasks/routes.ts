import type { RouteRecordRaw } from 'vue-router';

const words = ['tasks'];

export const routes: RouteRecordRaw[] = [
  { path: '/inbox', component: () => import('./Inbox.vue'), meta: { right: 'tasks.read', words } },
  {
    path: '/flows',
    component: () => import('./FlowList.vue'),
    meta: { right: 'flows.read', words },
  },
  {
    path: '/flows/:flow',
    component: () => import('./FlowPage.vue'),
    props: true,
    meta: { right: 'flows.read', words },
  },
];
