// The state of a list stands in the URL: filters replace the entry, pages add one, so that Back
// goes a page back and a link shows what its sender saw.
import { computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';

export function useUrlText(name: string, preset = ''): WritableComputedRef<string> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => {
      const value = route.query[name];
      return typeof value === 'string' ? value : preset;
    },
    set: (value) => {
      const query = { ...route.query, [name]: value && value !== preset ? value : undefined };
      delete query.cursor;
      router.replace({ query });
    },
  });
}

export function useCursor() {
  const route = useRoute();
  const router = useRouter();
  const cursor = computed(() => (typeof route.query.cursor === 'string' ? route.query.cursor : ''));
  const first = () => router.push({ query: { ...route.query, cursor: undefined } });
  return {
    cursor,
    after: (next: string) => router.push({ query: { ...route.query, cursor: next } }),
    first,
    before: () => {
      const back: unknown = history.state?.back;
      if (typeof back === 'string' && back.split('?')[0] === route.path) router.back();
      else first();
    },
  };
}

// Takes several filters away at once.
export function useClearUrl(names: readonly string[]): () => void {
  const route = useRoute();
  const router = useRouter();
  return () => {
    const query = { ...route.query };
    for (const name of [...names, 'cursor']) delete query[name];
    router.replace({ query });
  };
}
