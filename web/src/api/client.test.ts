import { afterEach, describe, expect, it, vi } from 'vitest';
import { Fault } from '@/base/fault';
import { isReachable, newKey, place, send, whenSessionEnds } from './client';

const problem = {
  type: '/faults/cap_exceeded',
  title: 'cap_exceeded',
  status: 409,
  fault: 'cap_exceeded',
  field: 'amount',
  en: 'Over the cap.',
  zh: '超出额度。',
  note: { en: 'Left: 10.00.', zh: '还剩 10.00。' },
};

function answers(status: number, body: unknown, headers: Record<string, string> = {}) {
  const fake = vi.fn(async () => new Response(JSON.stringify(body), { status, headers }));
  vi.stubGlobal('fetch', fake);
  return fake;
}

afterEach(() => vi.unstubAllGlobals());

describe('where the input goes', () => {
  it('fills the path and puts the rest into the query', () =>
    expect(
      place({
        method: 'GET',
        path: '/api/customers/{customer}/contacts',
        input: { customer: 7, name: '王 a', after: '', limit: 20, kinds: ['gift', 'meal'] },
      }),
    ).toEqual({
      url: '/api/customers/7/contacts?name=%E7%8E%8B+a&limit=20&kinds=gift&kinds=meal',
      body: undefined,
    }));
  it('puts the rest of a write into the body', () =>
    expect(place({ method: 'POST', path: '/api/x/{id}', input: { id: 'a/b', name: 'n' } })).toEqual(
      { url: '/api/x/a%2Fb', body: '{"name":"n"}' },
    ));
  it('does not send a path with a hole', () =>
    expect(() => place({ method: 'GET', path: '/api/x/{id}', input: {} })).toThrow());
});

describe('sending', () => {
  it('sends the header against forgery and a key with writes only', async () => {
    const fake = answers(200, { id: 1 });
    expect(await send({ method: 'POST', path: '/api/x', input: {}, key: 'k' })).toEqual({ id: 1 });
    await send({ method: 'GET', path: '/api/x' });
    const [write, read] = fake.mock.calls as unknown as [string, RequestInit][];
    expect(write![1].headers).toMatchObject({ 'X-Mingli-CSRF': '1', 'Idempotency-Key': 'k' });
    expect(read![1].headers).not.toHaveProperty('X-Mingli-CSRF');
  });
  it('makes a fault of a problem document', async () => {
    answers(409, problem, { 'x-request-id': '8F2K' });
    const fault: Fault = await send<Fault>({ method: 'GET', path: '/api/x' }).catch(
      (error) => error,
    );
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({ fault: 'cap_exceeded', status: 409, field: 'amount' });
    expect(fault.reference).toBe('8F2K');
    expect(['Over the cap. Left: 10.00.', '超出额度。 还剩 10.00。']).toContain(fault.text);
  });
  it('tells when the session has ended, but not when a password was wrong', async () => {
    const ended = vi.fn();
    whenSessionEnds(ended);
    answers(401, { ...problem, fault: 'sign_in_wrong', status: 401 });
    await expect(send({ method: 'POST', path: '/api/x' })).rejects.toThrow();
    expect(ended).not.toHaveBeenCalled();
    answers(401, { ...problem, fault: 'not_signed_in', status: 401 });
    await expect(send({ method: 'GET', path: '/api/x' })).rejects.toThrow();
    expect(ended).toHaveBeenCalledOnce();
  });
  it('knows an absent server from a strange answer', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
    await expect(send({ method: 'GET', path: '/api/x' })).rejects.toMatchObject({
      fault: 'unreachable',
    });
    expect(isReachable.value).toBe(false);
    answers(500, 'oops');
    await expect(send({ method: 'GET', path: '/api/x' })).rejects.toMatchObject({
      fault: 'unexpected',
      status: 500,
    });
    expect(isReachable.value).toBe(true);
  });
  it('lets a cancelled call end as cancelled', async () => {
    vi.stubGlobal(
      'fetch',
      (_: string, options: RequestInit) =>
        new Promise((_resolve, reject) =>
          options.signal?.addEventListener('abort', () =>
            reject(new DOMException('', 'AbortError')),
          ),
        ),
    );
    const cancel = new AbortController();
    const call = send({ method: 'GET', path: '/api/x', signal: cancel.signal });
    cancel.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });
  it('makes keys that differ', () => expect(newKey()).not.toBe(newKey()));
});
