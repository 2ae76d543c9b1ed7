// The pages' own dictionaries, so that a journey names a text by its key and can be walked in both
// languages.
import { readdirSync, readFileSync } from 'node:fs';

const src = new URL('../../web/src/', import.meta.url);

function read(language) {
  const all = {};
  for (const folder of [
    'app',
    'ui',
    ...readdirSync(new URL('features/', src)).map((one) => `features/${one}`),
  ]) {
    const file = new URL(`${folder}/words.${language}.json`, src);
    all[folder.replace('features/', '')] = JSON.parse(readFileSync(file, 'utf8'));
  }
  return all;
}

const dictionaries = { 'zh-CN': read('zh-CN'), en: read('en') };

export function word(language, key, values = {}) {
  const found = key.split('.').reduce((words, name) => words?.[name], dictionaries[language]);
  if (typeof found !== 'string') throw new Error(`${language} has no ${key}`);
  const one =
    values.n !== undefined && found.includes(' | ')
      ? found.split(' | ')[values.n === 1 ? 0 : 1]
      : found;
  return one.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
