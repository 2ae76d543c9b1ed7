// Values as text in the language of the page. Each reads the language, so templates follow it.
import { formatDay, formatInstant, formatRelative } from './date';
import { formatMoney, formatShort, type Money } from './money';
import { formatCount, formatShare } from './number';
import { language } from './words';

export const showMoney = (value: Money | null | undefined): string =>
  value ? formatMoney(value) : '—';
export const showShort = (value: Money | null | undefined): string =>
  value ? formatShort(value, language.value) : '—';
export const showCount = (value: number | null | undefined): string =>
  value === null || value === undefined ? '—' : formatCount(value, language.value);
export const showShare = (value: number): string => formatShare(value, language.value);
export const showDay = (value: string | null | undefined): string =>
  value ? formatDay(value, language.value) : '—';
export const showInstant = (value: string | null | undefined): string =>
  value ? formatInstant(value, language.value) : '—';
export const showRelative = (value: string | null | undefined): string =>
  value ? formatRelative(value, new Date(), language.value) : '—';
