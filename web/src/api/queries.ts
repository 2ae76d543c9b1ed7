// TanStack Query as we use it: what was seen stays on the page, passing trouble is tried again, a
// refusal is not.
import { QueryClient } from '@tanstack/vue-query';
import { isPassing } from '@/base/fault';

export function makeQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 15_000,
        gcTime: 5 * 60_000,
        retry: (count, error) => isPassing(error) && count < 2,
        retryDelay: (count) => 400 * 2 ** count,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
