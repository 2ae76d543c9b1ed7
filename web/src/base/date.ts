// Days and instants for people. Business days are Shanghai's; a day is "2026-11-25" on the wire,
// an instant RFC 3339. The zone can be another one for a user who set it.
import type { Language } from './money';

const SHANGHAI = 'Asia/Shanghai';
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, zone: string, options: Intl.DateTimeFormatOptions) {
  const key = `${language}|${zone}|${JSON.stringify(options)}`;
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language, { ...options, timeZone: zone });
    formatters.set(key, found);
  }
  return found;
}

export interface Parts {
  year: number;
  month: number;
  day: number;
}

function zoned(time: Date, zone: string): Parts & { hour: number; minute: number } {
  const options = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  const found: Record<string, number> = {};
  for (const part of formatter('en-US', zone, options).formatToParts(time)) {
    found[part.type] = Number(part.value);
  }
  return {
    year: found.year!,
    month: found.month!,
    day: found.day!,
    hour: found.hour!,
    minute: found.minute!,
  };
}

const two = (value: number) => String(value).padStart(2, '0');

export function toIso({ year, month, day }: Parts): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

// The business day of an instant.
export function dayOf(time: Date | string, zone = SHANGHAI): string {
  return toIso(zoned(new Date(time), zone));
}

// "2026/11/23 15:59" in Chinese, the customary form in English.
export function formatInstant(time: string | Date, language: Language, zone = SHANGHAI): string {
  const at = new Date(time);
  if (language === 'en') {
    return formatter('en-GB', zone, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(at);
  }
  const { year, month, day, hour, minute } = zoned(at, zone);
  return `${year}/${two(month)}/${two(day)} ${two(hour)}:${two(minute)}`;
}

export function formatTime(time: string | Date, zone = SHANGHAI): string {
  const { hour, minute } = zoned(new Date(time), zone);
  return `${two(hour)}:${two(minute)}`;
}

// For the tooltip beside a local time: nobody should have to guess the zone.
export function formatUtc(time: string | Date): string {
  return new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

export function formatDay(day: string, language: Language): string {
  const parts = parseDay(day);
  if (!parts) return day;
  if (language === 'zh-CN') return `${parts.year}/${two(parts.month)}/${two(parts.day)}`;
  return formatter('en-GB', 'UTC', { year: 'numeric', month: 'short', day: 'numeric' }).format(
    new Date(`${toIso(parts)}T00:00:00Z`),
  );
}

export function isRealDay({ year, month, day }: Parts): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  return day <= daysIn(year, month);
}

export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

// A day as people type it: 2026-11-25, 2026/11/25, 2026.11.25, 20261125, 2026年11月25日.
export function parseDay(input: string): Parts | null {
  const text = input.trim().replace(/[\uff10-\uff19]/g, (c) => String(c.charCodeAt(0) - 0xff10));
  const match =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (!match) return null;
  const parts = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  return isRealDay(parts) ? parts : null;
}

export function addDays(day: string, count: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + count);
  return at.toISOString().slice(0, 10);
}

// 1 Monday .. 7 Sunday.
export function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86400000);
}

// "2 小时前", "in 3 days": only beside an absolute time.
const relatives = new Map<string, Intl.RelativeTimeFormat>();
export function formatRelative(time: string | Date, now: Date, language: Language): string {
  let found = relatives.get(language);
  if (!found) {
    found = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    relatives.set(language, found);
  }
  const minutes = Math.round((new Date(time).getTime() - now.getTime()) / 60000);
  if (Math.abs(minutes) < 60) return found.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  if (Math.abs(hours) < 24) return found.format(hours, 'hour');
  return found.format(Math.round(hours / 24), 'day');
}

// Which part of the day it is there, for a greeting.
export function partOfDay(
  now: Date,
  zone = SHANGHAI,
): 'morning' | 'noon' | 'afternoon' | 'evening' {
  const { hour } = zoned(now, zone);
  if (hour >= 5 && hour < 11) return 'morning';
  if (hour >= 11 && hour < 13) return 'noon';
  return hour >= 13 && hour < 18 ? 'afternoon' : 'evening';
}
