// Every page. Features bring their own routes; here stands only what belongs to none of them.
import type { RouteRecordRaw } from 'vue-router';

declare module 'vue-router' {
  interface RouteMeta {
    right?: string; // the server's name of the right; without it the page is everybody's
    words?: string[]; // folders whose dictionaries it needs
    bare?: boolean; // without the shell
    open?: boolean; // without signing in
  }
}

const features = import.meta.glob<{ routes: RouteRecordRaw[] }>('../features/*/routes.ts', {
  eager: true,
});

export const routes: RouteRecordRaw[] = [
  ...Object.values(features).flatMap((feature) => feature.routes),
  {
    path: '/unreachable',
    name: 'unreachable',
    component: () => import('./Unreachable.vue'),
    meta: { open: true, bare: true },
  },
  { path: '/closed', name: 'closed', component: () => import('./Closed.vue') },
  {
    path: '/:rest(.*)*',
    name: 'lost',
    component: () => import('./Lost.vue'),
    meta: { open: true, bare: true },
  },
];
