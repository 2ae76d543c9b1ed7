import { describe, expect, it } from 'vitest';
import { capitalAmount } from './capital';
import {
  addDays,
  dayOf,
  daysBetween,
  daysIn,
  formatDay,
  formatInstant,
  formatRelative,
  formatUtc,
  parseDay,
  partOfDay,
  weekday,
} from './date';
import { formatMoney, formatShort, minorOf, money, parseMoney } from './money';
import { formatCount, formatShare, parseNumber } from './number';
import { highlight, length, toHalfWidth } from './text';

describe('numbers that people type', () => {
  it.each([
    ['1280', '1280'],
    ['1,280.50', '1280.5'],
    ['１，２８０．５０', '1280.5'],
    ['1.2万', '12000'],
    ['１．２万', '12000'],
    ['0.00001万', '0.1'],
    ['3亿', '300000000'],
    ['2千', '2000'],
    ['5k', '5000'],
    ['.5', '0.5'],
    ['-3', '-3'],
    ['-0', '0'],
    ['007', '7'],
  ])('%s is %s', (input, wanted) => expect(parseNumber(input)).toBe(wanted));
  it.each(['', '.', '1.2.3', 'abc', '1万2', '--1', '1e5', '万'])('%s is none', (input) =>
    expect(parseNumber(input)).toBeNull());
  it('groups and shows shares', () => {
    expect(formatCount(1000000, 'zh-CN')).toBe('1,000,000');
    expect(formatShare(0.6341, 'zh-CN')).toBe('63.4%');
  });
});

describe('money', () => {
  it.each([
    [128050n, '¥1,280.50'],
    [0n, '¥0.00'],
    [5n, '¥0.05'],
    [-500n, '-¥5.00'],
    [123456789012345n, '¥1,234,567,890,123.45'],
  ])('%s 分 is %s', (minor, wanted) => expect(formatMoney(money(minor))).toBe(wanted));
  it('puts negatives in parentheses in reports', () =>
    expect(formatMoney(money(-500n), { parentheses: true })).toBe('(¥5.00)'));
  it('knows currencies without a fraction', () => {
    expect(formatMoney(money(1200n, 'JPY'))).toBe('JP¥1,200');
    expect(minorOf({ amount: '1200', currency: 'JPY' })).toBe(1200n);
  });
  it.each([
    ['31862050', 'zh-CN', '¥31.9万'],
    ['31862050', 'en', '¥318.6K'],
    ['123456', 'zh-CN', '¥1,234.56'],
    ['12345678900000', 'zh-CN', '¥1,234.6亿'],
    ['120000000', 'en', '¥1.2M'],
  ] as const)('%s in %s is %s', (minor, language, wanted) =>
    expect(formatShort(money(BigInt(minor)), language)).toBe(wanted));
  it.each([
    ['1.2万', '12000.00'],
    ['￥1,280.50', '1280.50'],
    ['300元', '300.00'],
    ['人民币 88', '88.00'],
  ])('%s is typed money', (input, wanted) =>
    expect(parseMoney(input)).toEqual({ amount: wanted, currency: 'CNY' }));
  it.each(['-1', '1.234', '', 'x', '1234567890123456'])('%s is not', (input) =>
    expect(parseMoney(input)).toBeNull());
  it('comes back exactly', () =>
    expect(minorOf({ amount: '-1280.5', currency: 'CNY' })).toBe(-128050n));
  it('throws on what is no amount', () =>
    expect(() => minorOf({ amount: '1e3', currency: 'CNY' })).toThrow());
});

describe('amounts in capitals', () => {
  it.each([
    ['0', '人民币零元整'],
    ['85625', '人民币捌佰伍拾陆元贰角伍分'],
    ['1200000', '人民币壹万贰仟元整'],
    ['5', '人民币伍分'],
    ['50', '人民币伍角整'],
    ['105', '人民币壹元零伍分'],
    ['110', '人民币壹元壹角整'],
    ['10000500', '人民币壹拾万零伍元整'],
    ['100000000', '人民币壹佰万元整'],
    ['10000000000', '人民币壹亿元整'],
    ['10000100000', '人民币壹亿零壹仟元整'],
    ['12001005006', '人民币壹亿贰仟零壹万零伍拾元零陆分'],
    ['-100', '人民币负壹元整'],
  ])('%s 分 is %s', (minor, wanted) => expect(capitalAmount(money(BigInt(minor)))).toBe(wanted));
  it('says nothing for other currencies', () => expect(capitalAmount(money(1n, 'USD'))).toBe(''));
});

describe('days', () => {
  const at = '2026-11-23T07:59:00Z';
  it('shows Shanghai time', () => {
    expect(formatInstant(at, 'zh-CN')).toBe('2026/11/23 15:59');
    expect(formatInstant(at, 'en')).toBe('23 Nov 2026, 15:59');
    expect(formatUtc(at)).toBe('2026-11-23 07:59:00 UTC');
    expect(dayOf('2026-11-23T16:00:00Z')).toBe('2026-11-24');
    expect(formatInstant(at, 'zh-CN', 'UTC')).toBe('2026/11/23 07:59');
  });
  it('shows days', () => {
    expect(formatDay('2026-11-05', 'zh-CN')).toBe('2026/11/05');
    expect(formatDay('2026-11-05', 'en')).toBe('5 Nov 2026');
    expect(formatDay('soon', 'en')).toBe('soon');
  });
  it.each([
    '2026-11-25',
    '2026/11/25',
    '2026.11.25',
    '20261125',
    '2026年11月25日',
    '２０２６-11-25',
  ])('reads %s', (input) => expect(parseDay(input)).toEqual({ year: 2026, month: 11, day: 25 }));
  it.each(['2026-02-30', '2026-13-01', '11/25/2026', '', '0000-01-01'])('refuses %s', (input) =>
    expect(parseDay(input)).toBeNull());
  it('counts', () => {
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(daysIn(2028, 2)).toBe(29);
    expect(weekday('2026-11-23')).toBe(1);
    expect(weekday('2026-11-22')).toBe(7);
    expect(daysBetween('2026-11-23', '2026-12-01')).toBe(8);
  });
  it('says how long ago', () => {
    const now = new Date('2026-11-23T10:00:00Z');
    expect(formatRelative(at, now, 'zh-CN')).toBe('2小时前');
    expect(formatRelative('2026-11-25T10:00:00Z', now, 'en')).toBe('in 2 days');
    expect(formatRelative('2026-11-23T09:55:00Z', now, 'en')).toBe('5 minutes ago');
  });
  it.each([
    ['2026-11-22T23:00:00Z', 'morning'],
    ['2026-11-23T03:30:00Z', 'noon'],
    ['2026-11-23T06:00:00Z', 'afternoon'],
    ['2026-11-23T15:00:00Z', 'evening'],
  ])('%s is %s', (time, wanted) => expect(partOfDay(new Date(time))).toBe(wanted));
});

describe('text', () => {
  it('narrows full-width text', () => expect(toHalfWidth('ＡＢ１　２')).toBe('AB1 2'));
  it('counts characters as people do', () => expect(length('𠮷野')).toBe(2));
  it('marks hits', () => {
    expect(highlight('华东精工', '精')).toEqual([
      { text: '华东', hit: false },
      { text: '精', hit: true },
      { text: '工', hit: false },
    ]);
    expect(highlight('abc', ' ')).toEqual([{ text: 'abc', hit: false }]);
    expect(highlight('abc', 'x')).toEqual([{ text: 'abc', hit: false }]);
  });
});
