// The beginning of the page.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import { whenSessionEnds } from '@/api/client';
import { makeQueries } from '@/api/queries';
import { forgetSession } from '@/api/session';
import { i18n, language } from '@/base/words';
import { listenToKeys } from '@/ui/keys';
import App from './App.vue';
import { watchRenewal } from './renewed';
import { makeRouter } from './router';
import { bindWords } from './words';
import '@/ui/styles/tokens.css';
import '@/ui/styles/base.css';
import '@/ui/styles/controls.css';

bindWords();
watchRenewal();
listenToKeys();
document.documentElement.lang = language.value;

const queries = makeQueries();
const router = makeRouter();

// Whoever is signed out by the server comes back to the same page after signing in.
whenSessionEnds(() => {
  if (!forgetSession()) return;
  const { fullPath, meta } = router.currentRoute.value;
  if (!meta.open) router.push({ path: '/sign-in', query: { to: fullPath, ended: '1' } });
});

createApp(App).use(i18n).use(VueQueryPlugin, { queryClient: queries }).use(router).mount('#app');
