// Two languages, one truth: fails on a key that one dictionary lacks, on placeholders that differ,
// on a key that the code asks for and nobody wrote, on one that nobody asks for, and on words that
// stand in a page instead of a dictionary.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'vue/compiler-sfc';

const LETTERS = /[\p{L}]{2,}|\p{Script=Han}/u;
const HAN = /\p{Script=Han}/u;
const SPOKEN = new Set([
  'label',
  'title',
  'placeholder',
  'alt',
  'aria-label',
  'description',
  'hint',
  'text',
]);
// Names of keys and formats that are the same in every language.
const SAME = new Set(['Esc', 'Ctrl K', 'CSV', 'DMN', 'BPMN', 'PDF', 'UTC']);
// Files whose business are Chinese characters themselves.
const CHINESE_BY_TRADE = [
  'base/capital.ts',
  'base/number.ts',
  'base/money.ts',
  'base/date.ts',
  'base/text.ts',
];

export function flatten(value, prefix = '') {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' ? [[prefix + key, inner]] : flatten(inner, `${prefix}${key}.`),
  );
}

const holes = (text) =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].toSorted().join();

export function compareDictionaries(name, zh, en) {
  const found = [];
  const [left, right] = [new Map(flatten(zh)), new Map(flatten(en))];
  for (const [key, text] of left) {
    if (!right.has(key)) found.push(`${name}: ${key} is missing in en`);
    else if (holes(text) !== holes(right.get(key)))
      found.push(`${name}: ${key} has other placeholders in en`);
    if (!text.trim()) found.push(`${name}: ${key} is empty in zh-CN`);
    if (/[@|]/.test(text)) found.push(`${name}: ${key} has @ or |, which vue-i18n reads as syntax`);
  }
  for (const [key, text] of right) {
    if (!left.has(key)) found.push(`${name}: ${key} is missing in zh-CN`);
    if (!text.trim()) found.push(`${name}: ${key} is empty in en`);
    if (text.includes('@')) found.push(`${name}: ${key} has @, which vue-i18n reads as syntax`);
  }
  return found;
}

export function strayWords(source) {
  const found = [];
  const visit = (node) => {
    if (node.type === 2 && LETTERS.test(node.content) && !SAME.has(node.content.trim())) {
      found.push([node.loc.start.line, node.content.trim()]);
    }
    for (const prop of node.props ?? []) {
      if (prop.type === 6 && SPOKEN.has(prop.name) && LETTERS.test(prop.value?.content ?? '')) {
        found.push([prop.loc.start.line, prop.value.content]);
      }
      if (prop.type === 6 && prop.name === 'style')
        found.push([prop.loc.start.line, 'style attribute']);
      if (prop.type === 7 && HAN.test(prop.exp?.content ?? '')) {
        found.push([prop.loc.start.line, prop.exp.content]);
      }
    }
    if (node.type === 5 && HAN.test(node.content.content ?? '')) {
      found.push([node.loc.start.line, node.content.content]);
    }
    for (const child of node.children ?? []) visit(child);
  };
  const { descriptor } = parse(source);
  if (descriptor.template?.ast) visit(descriptor.template.ast);
  return found;
}

function withoutComments(text) {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1')
    .replace(/<!--[\s\S]*?-->/g, '');
}

export function askedKeys(text) {
  const exact = new Set();
  const begun = new Set();
  const code = withoutComments(text);
  for (const match of code.matchAll(/\bt[n]?\(\s*(?:'([^']+)'|`([^`]+)`)/g)) {
    if (match[1]) exact.add(match[1]);
    else begun.add(match[2].split('${')[0]);
  }
  // Keys that are handed on as values: 'ui.keySearch', or cond ? 'a.b' : 'a.c'.
  for (const match of code.matchAll(/'([a-z][A-Za-z]*(?:\.[A-Za-z0-9_]+)+)'/g)) exact.add(match[1]);
  for (const match of code.matchAll(/`([a-z][A-Za-z]*(?:\.[A-Za-z0-9_]+)*\.)\$\{/g))
    begun.add(match[1]);
  return { exact, begun };
}

function main() {
  const root = fileURLToPath(new URL('../src', import.meta.url));
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const problems = [];
  const known = new Map();
  for (const file of files.filter((one) => one.endsWith('words.zh-CN.json'))) {
    const folder = dirname(file);
    const name = relative(root, folder);
    const read = (language) =>
      JSON.parse(readFileSync(join(folder, `words.${language}.json`), 'utf8'));
    const zh = read('zh-CN');
    problems.push(...compareDictionaries(name, zh, read('en')));
    for (const [key] of flatten(zh, `${basename(folder)}.`)) known.set(key, name);
  }
  const asked = { exact: new Set(), begun: new Set() };
  for (const file of files.filter(
    (one) => /\.(vue|ts)$/.test(one) && !/\.test\.ts$|generated\.ts$/.test(one),
  )) {
    const text = readFileSync(file, 'utf8');
    const place = relative(root, file);
    if (file.endsWith('.vue')) {
      for (const [line, words] of strayWords(text))
        problems.push(`${place}:${line}: words outside the dictionaries: ${words}`);
    }
    if (!CHINESE_BY_TRADE.includes(place)) {
      withoutComments(text)
        .split('\n')
        .forEach((line, index) => {
          if (HAN.test(line) && !file.endsWith('.vue'))
            problems.push(`${place}:${index + 1}: words outside the dictionaries: ${line.trim()}`);
        });
    }
    const keys = askedKeys(text);
    for (const key of keys.begun) asked.begun.add(key);
    for (const key of keys.exact) {
      asked.exact.add(key);
      const folder = key.split('.')[0];
      const isKey = new RegExp(`\\bt[n]?\\(\\s*'${key.replaceAll('.', '\\.')}'`).test(text);
      if (isKey && !known.has(key)) problems.push(`${place}: nobody wrote ${key} (${folder})`);
    }
  }
  for (const key of known.keys()) {
    if (asked.exact.has(key) || [...asked.begun].some((start) => key.startsWith(start))) continue;
    problems.push(`${known.get(key)}: nobody asks for ${key}`);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length) process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
