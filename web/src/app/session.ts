// Who sits here and what they may do. The server says both.
import { reactive } from 'vue';
import { send } from '@/api/client';

export interface Person {
  id: number;
  name: string;
}

export const session = reactive({
  user: null as Person | null,
  rights: new Set<string>(),
});

// Numbers beside menu items, by the item's name.
export const counts = reactive<Record<string, number>>({});

export async function loadSession(): Promise<void> {
  try {
    const found = await send<{ user: Person; rights: string[] }>({
      method: 'GET',
      path: '/api/session',
    });
    session.user = found.user;
    session.rights = new Set(found.rights);
  } catch {
    session.user = null;
  }
}

export async function signOut(): Promise<void> {
  await send({ method: 'POST', path: '/api/sign-out' }).catch(() => undefined);
  forgetSession();
}

// True when there was a session.
export function forgetSession(): boolean {
  const was = session.user !== null;
  session.user = null;
  session.rights = new Set();
  return was;
}
