// The dictionaries: one pair of files per folder (words.zh-CN.json, words.en.json), loaded when a
// page of that folder is first opened. Keys begin with the folder's name: t('inbox.title').
import { type Ref, ref } from 'vue';
import { createI18n } from 'vue-i18n';
import type { Language } from './money';

type Words = { [key: string]: string | Words };
type Source = (folder: string, language: Language) => Promise<Words>;

const STORED = 'mingli.language';

export const i18n = createI18n({
  legacy: false,
  locale: firstLanguage(),
  fallbackLocale: false,
  missingWarn: false,
  fallbackWarn: false,
  messages: {},
});

let source: Source = () => Promise.reject(new Error('no dictionaries'));
const loaded = new Map<string, Promise<void>>();
const wanted = new Set<string>();
export const language: Ref<Language> = ref(i18n.global.locale.value as Language);

function firstLanguage(): Language {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(STORED);
  } catch {
    // A browser that refuses storage gets its own language.
  }
  if (stored === 'zh-CN' || stored === 'en') return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

export function setWordSource(given: Source): void {
  source = given;
}

// Makes sure that a folder's words are there in the language of the page.
export function needWords(...folders: string[]): Promise<unknown> {
  return Promise.all(folders.map((folder) => need(folder, language.value)));
}

function need(folder: string, into: Language): Promise<void> {
  wanted.add(folder);
  const key = `${into}/${folder}`;
  let loading = loaded.get(key);
  if (!loading) {
    loading = source(folder, into).then((words) => {
      i18n.global.mergeLocaleMessage(into, { [folder]: words });
    });
    loading.catch(() => loaded.delete(key));
    loaded.set(key, loading);
  }
  return loading;
}

// Changes the language of the whole page, once every word that it shows has been fetched.
export async function setLanguage(next: Language): Promise<void> {
  await Promise.all([...wanted].map((folder) => need(folder, next)));
  i18n.global.locale.value = next;
  language.value = next;
  document.documentElement.lang = next;
  try {
    localStorage.setItem(STORED, next);
  } catch {
    // It holds for this visit.
  }
}

export function t(key: string, values: Record<string, unknown> = {}): string {
  return i18n.global.t(key, values);
}

// With a count, for words that have a singular in English ("{n} row | {n} rows").
export function tn(key: string, count: number, values: Record<string, unknown> = {}): string {
  return i18n.global.t(key, { n: count, ...values }, count);
}

// Picks the one of two texts that the server sent in both languages.
export function say(text: { en: string; zh: string } | null | undefined): string {
  if (!text) return '';
  return language.value === 'en' ? text.en : text.zh;
}
