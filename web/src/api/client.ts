// The one way to the server. Every write bears a header that a foreign page cannot send (with the
// SameSite cookie this is the protection against forged requests) and a key that makes repeats safe.
import { ref } from 'vue';
import { Fault, type Problem } from '@/base/fault';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Ask {
  method: Method;
  path: string; // "/api/customers/{customer}"
  input?: Record<string, unknown>;
  signal?: AbortSignal;
  key?: string; // the same for every try of one command
}

// Refusals with status 401 that speak of a password or code and not of the session.
const ABOUT_SECRETS = new Set(['sign_in_wrong', 'code_needed', 'code_wrong']);

// False from the first call that found nobody there until the next answer.
export const isReachable = ref(true);
let onSessionEnded: () => void = () => {};
const TIMEOUT_MS = 30_000;

export function whenSessionEnds(run: () => void): void {
  onSessionEnded = run;
}

// crypto.randomUUID needs https; a plain http intranet has getRandomValues only.
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// Puts the input where the route wants it: names in the path, then query (GET) or body.
export function place(ask: Ask): { url: string; body: string | undefined } {
  const rest = { ...ask.input };
  const path = ask.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name];
    if (value === undefined || value === null) throw new Error(`${ask.path} needs ${name}`);
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  if (ask.method !== 'GET' && ask.method !== 'DELETE') {
    return { url: path, body: JSON.stringify(rest) };
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined || value === null || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return { url: text ? `${path}?${text}` : path, body: undefined };
}

async function reach(url: string, options: RequestInit, signal?: AbortSignal): Promise<Response> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), TIMEOUT_MS);
  const give = () => timeout.abort();
  signal?.addEventListener('abort', give);
  try {
    const answer = await fetch(url, {
      ...options,
      credentials: 'same-origin',
      signal: timeout.signal,
    });
    isReachable.value = true;
    return answer;
  } catch (error) {
    if (signal?.aborted) throw error;
    if (timeout.signal.aborted) throw new Fault('timeout', 0, null);
    isReachable.value = false;
    throw new Fault('unreachable', 0, null);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', give);
  }
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Problem).fault === 'string' &&
    typeof (value as Problem).zh === 'string'
  );
}

// A short code that stands in the server's trace too, so that people can be helped.
function referenceOf(answer: Response): string {
  return answer.headers.get('x-request-id') ?? '';
}

async function refusal(answer: Response): Promise<Fault> {
  const found: unknown = await answer.json().catch(() => null);
  if (isProblem(found)) return new Fault(found.fault, answer.status, found, referenceOf(answer));
  const name = answer.status === 502 || answer.status === 504 ? 'unreachable' : 'unexpected';
  return new Fault(name, answer.status, null, referenceOf(answer));
}

// A file is the body itself; what goes with it stands in the query.
export async function sendFile<Out>(
  path: string,
  query: Record<string, string>,
  file: File,
  method: 'POST' | 'PUT' = 'POST',
): Promise<Out> {
  const answer = await reach(`${path}?${new URLSearchParams(query)}`, {
    method,
    headers: {
      Accept: 'application/json',
      'Content-Type': file.type || 'application/octet-stream',
      'X-Mingli-CSRF': '1',
      'Idempotency-Key': newKey(),
    },
    body: file,
  });
  if (!answer.ok) throw await refusal(answer);
  return (await answer.json()) as Out;
}

// A download as text, for a page that works on the file itself.
export async function readFile(url: string, signal?: AbortSignal): Promise<string> {
  const answer = await reach(url, {}, signal);
  if (!answer.ok) throw await refusal(answer);
  return answer.text();
}

export async function send<Out>(ask: Ask): Promise<Out> {
  const { url, body } = place(ask);
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (ask.method !== 'GET') {
    headers['X-Mingli-CSRF'] = '1';
    headers['Idempotency-Key'] = ask.key ?? newKey();
  }
  const answer = await reach(url, { method: ask.method, headers, body }, ask.signal);
  if (!answer.ok) {
    const fault = await refusal(answer);
    if (answer.status === 401 && !ABOUT_SECRETS.has(fault.fault)) onSessionEnded();
    throw fault;
  }
  const text = await answer.text();
  return (text ? JSON.parse(text) : null) as Out;
}
