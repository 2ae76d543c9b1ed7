// Commands and queries for components: what was asked stays while it is fetched anew, and a command
// fetches anew what it may have changed.
import {
  keepPreviousData,
  type UseQueryReturnType,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { call, type In, type Out } from './call';
import { newKey } from './client';
import type { CallName } from './generated';

// A query that follows its input; null for an input means: do not ask yet.
export function useAsk<Name extends CallName>(
  name: Name,
  input: MaybeRefOrGetter<In<Name> | null>,
  options: { keep?: boolean; staleMs?: number } = {},
): UseQueryReturnType<Out<Name>, Error> {
  const given = computed(() => toValue(input));
  return useQuery({
    queryKey: computed(() => [name, given.value]),
    queryFn: ({ signal }) => call(name, given.value as In<Name>, { signal }),
    enabled: computed(() => given.value !== null),
    ...(options.staleMs === undefined ? {} : { staleTime: options.staleMs }),
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
  }) as UseQueryReturnType<Out<Name>, Error>;
}

// A command. Its key stays the same while it is tried again with the same input, so that a lost
// answer never makes it happen twice. Afterwards everything seen is fetched anew.
export function useDo<Name extends CallName>(name: Name) {
  const queries = useQueryClient();
  let key = newKey();
  let last = '';
  return useMutation<Out<Name>, Error, In<Name>>({
    mutationFn: (input) => {
      const text = JSON.stringify(input);
      if (text !== last) key = newKey();
      last = text;
      return call(name, input, { key });
    },
    onSuccess: () => {
      last = '';
    },
    onSettled: () => queries.invalidateQueries(),
  });
}
