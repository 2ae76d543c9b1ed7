// What every form does alike: it says what is wrong at the field and above the form, in the page's
// language; it keeps what was typed; and it puts the focus on the first wrong field, once for each
// try and never while somebody types.
import {
  computed,
  type InjectionKey,
  inject,
  onScopeDispose,
  provide,
  reactive,
  ref,
  watch,
  watchEffect,
} from 'vue';
import { fieldErrors } from '@/base/fault';
import { length } from '@/base/text';
import { t } from '@/base/words';

export interface Mistake {
  field: string;
  text: string;
}

const UNREADABLE: InjectionKey<Map<string, string>> = Symbol('unreadable');

// For a field whose text may mean nothing (an amount, a day, a name from a list): while it says
// so, its form cannot be sent. An empty text: all is well.
export function useReadable(field: () => string, trouble: () => string): void {
  const all = inject(UNREADABLE, null);
  if (!all) return;
  watchEffect(() => {
    if (trouble()) all.set(field(), trouble());
    else all.delete(field());
  });
  onScopeDispose(() => all.delete(field()));
}

// `check`: what the page itself can see. `refusal`: what the server said last.
export function useForm(check: () => Mistake[], refusal: () => unknown = () => null) {
  const tried = ref(false);
  const round = ref(0);
  const unreadable = reactive(new Map<string, string>());
  provide(UNREADABLE, unreadable);

  const own = computed(() => [
    ...[...unreadable].map(([field, text]) => ({ field, text })),
    ...check().filter((one) => !unreadable.has(one.field)),
  ]);
  const shown = ref<Mistake | null>(null);
  const errors = computed<Mistake[]>(() => {
    if (!tried.value) return [];
    if (own.value.length) return own.value;
    return shown.value ? [shown.value] : fieldErrors(refusal());
  });
  const errorOf = (field: string) => errors.value.find((one) => one.field === field)?.text ?? '';

  // True when the form may be sent; otherwise its mistakes are shown.
  function passes(): boolean {
    tried.value = true;
    shown.value = null;
    if (!own.value.length) return true;
    round.value++;
    return false;
  }

  // A refusal that the page had to translate into a field of its own.
  function show(mistake: Mistake) {
    shown.value = mistake;
    round.value++;
  }

  function reset() {
    tried.value = false;
    shown.value = null;
  }

  watch(refusal, (error) => {
    if (error) round.value++;
  });
  return { errors, errorOf, round, passes, show, reset };
}

type Limits = Readonly<Record<string, { min: number; max: number }>>;

// Texts that are longer than the server takes: `prefix` names the call's input in `limits`.
export function tooLong(limits: Limits, prefix: string, values: object): Mistake[] {
  const found: Mistake[] = [];
  for (const [field, value] of Object.entries(values)) {
    const max = limits[`${prefix}.${field}`]?.max;
    if (max === undefined || typeof value !== 'string' || length(value.trim()) <= max) continue;
    found.push({ field, text: t('ui.tooLong', { n: max }) });
  }
  return found;
}
