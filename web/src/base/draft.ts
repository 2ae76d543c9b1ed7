// What somebody is writing, kept in this browser from the first letter on: a closed tab, an ended
// session or an absent server must not cost a word.
import { onScopeDispose, type Ref, ref, watch } from 'vue';

const PREFIX = 'mingli.draft.';
const DAYS_KEPT = 30;

interface Kept<Value> {
  at: number;
  value: Value;
}

export function readDraft<Value>(name: string): Kept<Value> | null {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null') as Kept<Value> | null;
    if (!kept || Date.now() - kept.at > DAYS_KEPT * 86_400_000) return null;
    return kept;
  } catch {
    return null;
  }
}

export function dropDraft(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // There is none, then.
  }
}

// Keeps `value` under `name` half a second after each change; `savedAt` says when it last did.
export function useDraft<Value>(name: Ref<string>, value: Ref<Value>): { savedAt: Ref<number> } {
  const savedAt = ref(0);
  let timer = 0;
  const save = () => {
    try {
      localStorage.setItem(
        PREFIX + name.value,
        JSON.stringify({ at: Date.now(), value: value.value }),
      );
      savedAt.value = Date.now();
    } catch {
      savedAt.value = 0;
    }
  };
  watch(
    value,
    () => {
      clearTimeout(timer);
      timer = window.setTimeout(save, 500);
    },
    { deep: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return { savedAt };
}
