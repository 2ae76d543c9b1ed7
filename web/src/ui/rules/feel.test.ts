import { beforeAll, describe, expect, it } from 'vitest';
import { needWords, setLanguage, setWordSource } from '@/base/words';
import { dutyName, inputName, testText } from './feel';

beforeAll(async () => {
  setWordSource(async (_, language) => (await import(`./words.${language}.json`)).default);
  await needWords('rules');
  await setLanguage('zh-CN');
});

describe('cells in plain words', () => {
  it.each([
    ['"gift"', '礼品'],
    ['"gift", "meal"', '礼品、宴请'],
    ['not("cash","cash_equivalent")', '不是 现金、现金等价物'],
    ['true', '是'],
    ['false', '否'],
    ['<= 200', '≤ 200'],
    ['[100..200]', '100 – 200'],
    ['(200..1000]', '> 200, ≤ 1000'],
    ['[200..1000)', '≥ 200, < 1000'],
    ['null', '—'],
    ['>= yearTotal', '≥ yearTotal'],
    ['"new_kind"', 'new_kind'],
    ['list contains(packs, "cn-base")', 'list contains(packs, "cn-base")'],
  ])('%s reads %s', (test, wanted) => expect(testText(test)).toBe(wanted));
  it('names inputs and duties, and leaves strange ones alone', () => {
    expect(inputName('benefitType')).toBe('好处类型');
    expect(inputName('something new')).toBe('something new');
    expect(dutyName('retain_voucher')).toBe('保存凭证');
  });
});
