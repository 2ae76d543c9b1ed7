// Cells of decision tables in plain words: "gift","meal" → 礼品、宴请. What is not recognised stays
// as it was written, because a wrong paraphrase of a rule would be worse than its own text.
import { t } from '@/base/words';

function known(kind: 'input' | 'output' | 'value' | 'duty', name: string): string {
  const key = `rules.${kind}.${name}`;
  const text = t(key);
  return text === key ? name : text;
}

export const inputName = (name: string) => known('input', name);
export const outputName = (name: string) => known('output', name);
export const valueName = (value: string) => known('value', value);
export const dutyName = (duty: string) => known('duty', duty);

const WORDS = /^\s*"[^"]*"(\s*,\s*"[^"]*")*\s*$/;
const words = (text: string) =>
  [...text.matchAll(/"([^"]*)"/g)].map(([, word]) => valueName(word!)).join(t('rules.or'));

export function testText(test: string): string {
  const text = test.trim();
  if (text === 'null') return '—';
  if (text === 'true') return t('rules.yes');
  if (text === 'false') return t('rules.no');
  if (WORDS.test(text)) return words(text);
  const negated = /^not\((.*)\)$/s.exec(text)?.[1];
  if (negated && (WORDS.test(negated) || negated === 'null')) {
    return t('rules.not', { what: WORDS.test(negated) ? words(negated) : negated });
  }
  return text
    .replace(/<=/g, '≤')
    .replace(/>=/g, '≥')
    .replace(/^\[(-?[\d.]+)\.\.(-?[\d.]+)\]$/, '$1 – $2')
    .replace(/^[(\]](-?[\d.]+)\.\.(-?[\d.]+)\]$/, '> $1, ≤ $2')
    .replace(/^\[(-?[\d.]+)\.\.(-?[\d.]+)[)[]$/, '≥ $1, < $2');
}
