// Who sits here and what they may do. The server says both; pages ask here and never decide.
import { computed, ref } from 'vue';
import { language } from '@/base/words';
import { call } from './call';
import type { AccessSession } from './generated';

export const session = ref<AccessSession | null>(null);
export const rights = computed<ReadonlySet<string>>(() => new Set(session.value?.rights ?? []));
export const has = (right: string) => rights.value.has(right);

export const myName = computed(() => {
  const me = session.value;
  if (!me) return '';
  return language.value === 'en' && me.name_en ? me.name_en : me.name;
});

export async function loadSession(): Promise<void> {
  session.value = null;
  session.value = (await call('find_session', {})).session ?? null;
}

export async function signOut(): Promise<void> {
  await call('sign_out', {}).catch(() => undefined);
  session.value = null;
}

// True when there was a session.
export function forgetSession(): boolean {
  const was = session.value !== null;
  session.value = null;
  return was;
}
