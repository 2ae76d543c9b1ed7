import { describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript
import { breaches } from './layers.mjs';
// @ts-expect-error plain JavaScript
import { askedKeys, compareDictionaries, strayWords } from './words.mjs';

describe('layers', () => {
  const check = (file: string, text: string) => breaches('/w/src', [[`/w/src/${file}`, text]]);
  it.each([
    ['ui/A.vue', "import { send } from '@/api/client';"],
    ['base/a.ts', "import x from '../ui/a';"],
    ['features/tasks/a.ts', "import x from '../people/a';"],
    ['features/tasks/a.ts', "const x = import('@/app/router');"],
    ['api/a.ts', "export * from '@/features/tasks/a';"],
  ])('%s with %s is a breach', (file, text) => expect(check(file, text)).toHaveLength(1));
  it.each([
    ['ui/A.vue', "import { t } from '@/base/words';\nimport { ref } from 'vue';"],
    ['features/tasks/a.ts', "import x from './b'; import y from '@/api/client';"],
    ['app/a.ts', "import x from '@/features/tasks/a';"],
  ])('%s with %s is none', (file, text) => expect(check(file, text)).toEqual([]));
});

describe('dictionaries', () => {
  it.each([
    [{ a: '甲' }, {}],
    [{}, { a: 'A' }],
    [{ a: '{n} 条' }, { a: 'rows' }],
    [{ a: '甲|乙' }, { a: 'A' }],
    [{ a: { b: ' ' } }, { a: { b: 'B' } }],
  ])('%j and %j differ', (zh, en) => expect(compareDictionaries('x', zh, en)).toHaveLength(1));
  it('takes a pair that fits', () =>
    expect(compareDictionaries('x', { a: '{n} 条' }, { a: '{n} row | {n} rows' })).toEqual([]));
  it.each([
    '<template><p>你好</p></template>',
    '<template><p>Hello there</p></template>',
    '<template><input placeholder="Name" /></template>',
    "<template><p>{{ ok ? '好' : '' }}</p></template>",
    `<template><A :title="'标题'" /></template>`,
    '<template><p style="color: red" /></template>',
  ])('%s has stray words', (source) => expect(strayWords(source)).toHaveLength(1));
  it.each([
    "<template><p>{{ t('a.b') }} · ¥</p></template>",
    '<template><kbd>Esc</kbd><i class="some-name" type="button" /></template>',
  ])('%s has none', (source) => expect(strayWords(source)).toEqual([]));
  it('sees which keys are asked for', () => {
    const { exact, begun } = askedKeys("t('a.b'); tn('a.c', 2); t(`a.kind.${x}`); // t('a.no')");
    expect([...exact]).toEqual(['a.b', 'a.c']);
    expect([...begun]).toEqual(['a.kind.']);
  });
});
