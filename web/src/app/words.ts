// Where the dictionaries are: one chunk per folder and language.
import type { Language } from '@/base/money';
import { setWordSource } from '@/base/words';

type Dictionary = { default: Record<string, string> };
const files = import.meta.glob<Dictionary>([
  '../ui/words.*.json',
  '../ui/rules/words.*.json',
  '../app/words.*.json',
  '../features/*/words.*.json',
]);

function pathOf(folder: string, language: Language): string {
  const places: Record<string, string> = { app: '.', ui: '../ui', rules: '../ui/rules' };
  return `${places[folder] ?? `../features/${folder}`}/words.${language}.json`;
}

export function bindWords(): void {
  setWordSource(async (folder, language) => {
    const load = files[pathOf(folder, language)];
    if (!load) throw new Error(`no dictionary of ${folder} in ${language}`);
    return (await load()).default;
  });
}
