// Light, dark, or as the system has it. theme.js sets it before the first paint.
import { ref } from 'vue';

export type Theme = 'system' | 'light' | 'dark';
const STORED = 'mingli.theme';

export const theme = ref<Theme>(
  (document.documentElement.dataset.theme as Theme | undefined) ?? 'system',
);

export function setTheme(next: Theme): void {
  theme.value = next;
  if (next === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    if (next === 'system') localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, next);
  } catch {
    // It holds for this visit.
  }
}
