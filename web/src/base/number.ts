// Numbers that people type: full-width digits, commas, and the Chinese units 万 and 亿.
// The answer is plain decimal text, because a binary float would already have changed it.
import { toHalfWidth } from './text';

const UNITS: Record<string, number> = { 千: 3, 万: 4, 亿: 8, k: 3, m: 6 };

export function parseNumber(input: string): string | null {
  const text = toHalfWidth(input)
    .replace(/[\s,，]/g, '')
    .toLowerCase();
  const match = /^(-?)(\d*)(?:\.(\d+))?(千|万|亿|k|m)?$/.exec(text);
  if (!match || (!match[2] && !match[3])) return null;
  const power = match[4] ? UNITS[match[4]]! : 0;
  const fraction = match[3] ?? '';
  const moved = fraction.padEnd(power, '0');
  const whole = (match[2] ?? '') + moved.slice(0, power);
  const rest = moved.slice(power).replace(/0+$/, '');
  const trimmed = whole.replace(/^0+(?=\d)/, '') || '0';
  const value = rest ? `${trimmed}.${rest}` : trimmed;
  return match[1] && value !== '0' ? `-${value}` : value;
}

const formatters = new Map<string, Intl.NumberFormat>();

// One formatter per language and form: making one costs more than a thousand uses.
function formatter(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.NumberFormat(language, options);
    formatters.set(key, found);
  }
  return found;
}

export function formatCount(value: number, language: string): string {
  return formatter(language, { maximumFractionDigits: 0 }).format(value);
}

// 0.634 → "63.4%".
export function formatShare(value: number, language: string): string {
  return formatter(language, { style: 'percent', maximumFractionDigits: 1 }).format(value);
}
