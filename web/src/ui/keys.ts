// Keys that act on the page. Single letters can be switched off (WCAG 2.1.4), and never act while
// somebody types or a dialog is open.
import { onScopeDispose, ref } from 'vue';

export interface Shortcut {
  keys: string; // "j", "g h", "mod+k"
  label: string;
  run: (event: KeyboardEvent) => void;
}

const STORED = 'mingli.keys';
const SEQUENCE_MS = 900;
const known: Shortcut[] = [];
let first = '';
let firstAt = 0;

export const lettersOn = ref(read());

function read(): boolean {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
}

export function setLetters(on: boolean): void {
  lettersOn.value = on;
  try {
    localStorage.setItem(STORED, on ? 'on' : 'off');
  } catch {
    // It holds for this visit.
  }
}

export function shortcuts(): readonly Shortcut[] {
  return known;
}

// Registers for as long as the calling component lives; the newest wins.
export function useKeys(list: Shortcut[]): void {
  known.push(...list);
  onScopeDispose(() => {
    for (const one of list) known.splice(known.indexOf(one), 1);
  });
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input, textarea, select');
}

function nameOf(event: KeyboardEvent): string {
  if (event.ctrlKey || event.metaKey) return `mod+${event.key.toLowerCase()}`;
  return event.altKey ? '' : event.key;
}

function heard(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  const isPlain = !name.startsWith('mod+');
  if (!name || (isPlain && (!lettersOn.value || isTyping(event.target)))) return;
  if (isPlain && document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
  const sequence = Date.now() - firstAt < SEQUENCE_MS ? `${first} ${name}` : '';
  const found =
    known.findLast((one) => one.keys === sequence) ?? known.findLast((one) => one.keys === name);
  first = name;
  firstAt = Date.now();
  if (!found) return;
  event.preventDefault();
  first = '';
  found.run(event);
}

export function listenToKeys(): void {
  document.addEventListener('keydown', heard);
}

// "Ctrl K" or "⌘ K", as the keyboard in front of the person has it.
export function showKeys(keys: string): string {
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
  return keys.replace('mod+', isMac ? '⌘ ' : 'Ctrl ').replace(/\b[a-z]\b/g, (c) => c.toUpperCase());
}
