// From address to page: dictionaries first, then the session, then the right.
import { createRouter, createWebHistory, type Router } from 'vue-router';
import { needWords } from '@/base/words';
import { isMissingPiece, renewed } from './renewed';
import { routes } from './routes';
import { loadSession, session } from './session';

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
    await needWords('ui', 'app', ...(to.meta.words ?? []));
    if (to.meta.open) return true;
    if (!session.user) await loadSession();
    if (!session.user) return { path: '/sign-in', query: { to: to.fullPath } };
    if (to.meta.right && !session.rights.has(to.meta.right)) {
      return { name: 'closed', query: { right: to.meta.right }, replace: true };
    }
    return true;
  });

  router.onError((error) => {
    if (isMissingPiece(error)) renewed();
  });
  return router;
}
