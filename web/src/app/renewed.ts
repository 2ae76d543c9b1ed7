// After an upgrade an open tab may ask for a piece of the old version that is no longer there. Then
// the page says so; it reloads by itself once, and no more than once.
import { ref } from 'vue';

export const isRenewed = ref(false);
const STORED = 'mingli.reloaded';
const PATIENCE_MS = 30_000;

export function watchRenewal(): void {
  window.addEventListener('vite:preloadError', (event) => {
    event.preventDefault();
    renewed();
  });
}

export function isMissingPiece(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    /dynamically imported module|Importing a module script failed|module script/i.test(
      error.message,
    )
  );
}

export function renewed(): void {
  isRenewed.value = true;
  let last = 0;
  try {
    last = Number(sessionStorage.getItem(STORED) ?? 0);
    sessionStorage.setItem(STORED, String(Date.now()));
  } catch {
    return;
  }
  if (Date.now() - last > PATIENCE_MS) location.reload();
}
