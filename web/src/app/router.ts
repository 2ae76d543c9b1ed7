// From address to page: dictionaries first, then the session, then the right.
import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type Router,
} from 'vue-router';
import { has, loadSession, session } from '@/api/session';
import { needWords } from '@/base/words';
import { isMissingPiece, renewed } from './renewed';
import { routes } from './routes';

// A piece that is missing is noticed when the router itself wants it.
function fetchPieces(to: RouteLocationNormalized): void {
  if (!to.meta.bare) import('./Shell.vue').catch(() => undefined);
  for (const { components } of to.matched) {
    const page = components?.default;
    if (typeof page === 'function') (page as () => Promise<unknown>)().catch(() => undefined);
  }
}

export function makeRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (to, from, saved) => {
      if (saved) return saved;
      return to.path === from.path ? undefined : { top: 0 };
    },
  });

  router.beforeEach(async (to) => {
    // All at once, so that a slow network waits for one round and not for four.
    fetchPieces(to);
    const words = needWords('ui', 'app', ...(to.meta.words ?? []));
    const isAsked = to.meta.open || session.value ? null : loadSession().then(null, () => 'failed');
    await words;
    if (to.meta.open) return true;
    if ((await isAsked) === 'failed') {
      return { name: 'unreachable', query: { to: to.fullPath }, replace: true };
    }
    if (!session.value && to.path === '/verify') {
      location.replace('/verify.html'); // a stranger comes to check a receipt
      return false;
    }
    if (!session.value) {
      return { path: '/sign-in', query: to.path === '/' ? {} : { to: to.fullPath } };
    }
    if (session.value.must_change && to.path !== '/account') return { path: '/account' };
    if (to.meta.right && !has(to.meta.right)) {
      return { name: 'closed', query: { right: to.meta.right }, replace: true };
    }
    return true;
  });

  router.onError((error) => {
    if (isMissingPiece(error)) renewed();
  });
  return router;
}
