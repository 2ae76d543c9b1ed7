// What others changed, as it happens. Six connections are all that a browser opens to one host, so
// one tab holds the stream (under a lock) and tells the others. On plain http there are no locks:
// then the stream lives only while the tab is seen.
export interface Changed {
  entry: number;
  subject: number | null;
}

type Listener = (change: Changed) => void;
const listeners = new Set<Listener>();
const RETRY_MS = 5_000;
const STREAM = '/api/stream';
const CHANNEL = 'mingli.live';

export function onChanged(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(change: Changed): void {
  for (const listener of listeners) listener(change);
}

function read(text: string): Changed | null {
  try {
    const found = JSON.parse(text) as Changed;
    return typeof found.entry === 'number' ? found : null;
  } catch {
    return null;
  }
}

// Listens until `signal`; the browser connects again by itself, except after a refusal.
function listen(heard: Listener, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    let source: EventSource | undefined;
    let timer = 0;
    const open = () => {
      source = new EventSource(STREAM);
      source.addEventListener('changed', (event) => {
        const change = read((event as MessageEvent<string>).data);
        if (change) heard(change);
      });
      source.onerror = () => {
        if (source?.readyState !== EventSource.CLOSED) return;
        timer = window.setTimeout(open, RETRY_MS);
      };
    };
    open();
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      source?.close();
      done();
    });
  });
}

export function startLive(): () => void {
  const end = new AbortController();
  if (navigator.locks && 'BroadcastChannel' in window) shared(end.signal);
  else whileSeen(end.signal);
  return () => end.abort();
}

function shared(signal: AbortSignal): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (event: MessageEvent<Changed>) => tell(event.data);
  signal.addEventListener('abort', () => channel.close());
  navigator.locks
    .request(CHANNEL, { signal }, () =>
      listen((change) => {
        tell(change);
        channel.postMessage(change);
      }, signal),
    )
    .catch(() => undefined);
}

function whileSeen(signal: AbortSignal): void {
  let part: AbortController | undefined;
  const follow = () => {
    part?.abort();
    if (document.hidden || signal.aborted) return;
    part = new AbortController();
    listen(tell, part.signal);
  };
  document.addEventListener('visibilitychange', follow, { signal });
  signal.addEventListener('abort', () => part?.abort());
  follow();
}
