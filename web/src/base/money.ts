// Money for people. Inside it is an integer of minor units (分) as bigint and never a float;
// on the wire it is {"amount":"1280.50","currency":"CNY"}.
import { parseNumber } from './number';

export interface Money {
  amount: string;
  currency: string;
}

export type Language = 'zh-CN' | 'en';

const EXPONENTS: Record<string, number> = { JPY: 0, KRW: 0, VND: 0 };
const SIGNS: Record<string, string> = {
  CNY: '¥',
  USD: 'US$',
  EUR: '€',
  GBP: '£',
  HKD: 'HK$',
  JPY: 'JP¥',
};

export function exponentOf(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}

export function money(minor: bigint, currency = 'CNY'): Money {
  return { amount: plain(minor, exponentOf(currency)), currency };
}

export function minorOf(value: Money): bigint {
  const exponent = exponentOf(value.currency);
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value.amount);
  if (!match) throw new Error(`not an amount: ${value.amount}`);
  const fraction = (match[3] ?? '').padEnd(exponent, '0').slice(0, exponent);
  const minor = BigInt(match[2]! + fraction);
  return match[1] ? -minor : minor;
}

function plain(minor: bigint, exponent: number): string {
  const negative = minor < 0n;
  const digits = (negative ? -minor : minor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const text = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`;
  return negative ? `-${text}` : text;
}

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}

// "¥1,280.50"; a negative is "-¥5.00", or "(¥5.00)" in reports.
export function formatMoney(value: Money, options: { parentheses?: boolean } = {}): string {
  const minor = minorOf(value);
  const sign = SIGNS[value.currency] ?? `${value.currency} `;
  const [whole = '0', fraction] = plain(
    minor < 0n ? -minor : minor,
    exponentOf(value.currency),
  ).split('.');
  const text = sign + grouped(whole) + (fraction ? `.${fraction}` : '');
  if (minor >= 0n) return text;
  return options.parentheses ? `(${text})` : `-${text}`;
}

const STEPS: Record<Language, readonly [number, string][]> = {
  'zh-CN': [
    [8, '亿'],
    [4, '万'],
  ],
  en: [
    [9, 'B'],
    [6, 'M'],
    [3, 'K'],
  ],
};

// "¥31.9万" or "¥319K", for tiles and charts; small amounts stay whole.
export function formatShort(value: Money, language: Language): string {
  const minor = minorOf(value);
  const negative = minor < 0n;
  const sign = SIGNS[value.currency] ?? `${value.currency} `;
  const unit = 10n ** BigInt(exponentOf(value.currency));
  const whole = (negative ? -minor : minor) / unit;
  for (const [power, word] of STEPS[language]) {
    const size = 10n ** BigInt(power);
    if (whole < size) continue;
    const tenths = (whole * 10n + size / 2n) / size;
    const rest = tenths % 10n;
    const text = `${grouped((tenths / 10n).toString())}${rest ? `.${rest}` : ''}`;
    return `${negative ? '-' : ''}${sign}${text}${word}`;
  }
  return formatMoney(value);
}

// What a person typed ("1.2万", "１，２８０．５", "¥300") as money; null when it is no amount,
// is negative or has more digits than the currency.
export function parseMoney(text: string, currency = 'CNY'): Money | null {
  const number = parseNumber(
    text.replace(/^\s*(¥|￥|RMB|CNY|人民币)\s*/i, '').replace(/\s*元\s*$/, ''),
  );
  if (number === null || number.startsWith('-')) return null;
  const [whole = '', fraction = ''] = number.split('.');
  const exponent = exponentOf(currency);
  if (fraction.length > exponent || whole.length > 15) return null;
  return money(BigInt(whole + fraction.padEnd(exponent, '0')), currency);
}
