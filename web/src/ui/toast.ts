// Short words about what just happened, with a way back where there is one.
import { reactive } from 'vue';

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'err';
  undo?: { label: string; run: () => void | Promise<void> };
  until: number;
}

const SHOWN_MS = 6000;
const UNDO_MS = 8000;
let next = 1;
export const toasts = reactive<Toast[]>([]);

export function toast(text: string, options: Partial<Pick<Toast, 'tone' | 'undo'>> = {}): number {
  const ms = options.undo ? UNDO_MS : SHOWN_MS;
  const id = next++;
  toasts.push({
    id,
    text,
    tone: options.tone ?? 'plain',
    undo: options.undo,
    until: Date.now() + ms,
  });
  if (toasts.length > 3) toasts.shift();
  setTimeout(() => settle(id), ms);
  return id;
}

export function dismiss(id: number): void {
  const at = toasts.findIndex((item) => item.id === id);
  if (at >= 0) toasts.splice(at, 1);
}

// A toast stays while somebody points at it or has the focus in it (WCAG 2.2.1).
export const held = reactive({ on: false });
function settle(id: number): void {
  if (held.on) setTimeout(() => settle(id), 1000);
  else dismiss(id);
}
