import type { RouteRecordRaw } from 'vue-router';

const words = ['benefits', 'rules'];

export const routes: RouteRecordRaw[] = [
  {
    path: '/requests',
    component: () => import('./RequestList.vue'),
    meta: { right: 'requests.read', words },
  },
  {
    path: '/mine',
    component: () => import('./RequestList.vue'),
    props: { mine: true },
    meta: { right: 'requests.write', words },
  },
  {
    path: '/requests/new',
    component: () => import('./apply/Apply.vue'),
    meta: { right: 'requests.write', words },
  },
  {
    path: '/requests/:request(\\d+)',
    component: () => import('./RequestPage.vue'),
    props: (route) => ({ request: Number(route.params.request) }),
    meta: { right: 'requests.read', words },
  },
  {
    path: '/print/requests/:request(\\d+)',
    component: () => import('./PrintPage.vue'),
    props: (route) => ({ request: Number(route.params.request) }),
    meta: { right: 'requests.read', words, bare: true },
  },
];
