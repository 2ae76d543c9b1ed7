// How a table of rules is shown to people who read it, and what a form needs to try it.
import type { PolicyTable, PolicyTableRule } from '@/api/generated';
import { say, t } from '@/base/words';
import type { RuleRow } from '@/ui/RuleTable.vue';
import { inputName, outputName, testText } from '@/ui/rules/feel';

const TONES: [RegExp, RuleRow['tone']][] = [
  [/prohibit/, 'err'],
  [/review/, 'warn'],
  [/approve/, 'info'],
  [/allow/, 'ok'],
];
export const toneOf = (outputs: readonly string[]) =>
  TONES.find(([pattern]) => outputs.some((one) => pattern.test(one)))?.[1];

export const isAny = (test: string | undefined) => !test || test === '-';

// A table with many columns is mostly blanks: its conditions then stand in one column, in words.
export const COLUMNS_MAX = 5;

export function conditions(
  names: readonly string[],
  tests: readonly string[],
  used: readonly number[],
): string {
  const said = used
    .filter((index) => !isAny(tests[index]))
    .map((index) => `${inputName(names[index]!)}: ${testText(tests[index]!)}`);
  return said.join('\n') || t('policy.always');
}

// Columns that no rule of the table tests only cost width.
export function shownTable(
  table: PolicyTable,
  isWide: boolean,
  warnings: ReadonlyMap<string, string> = new Map(),
) {
  const names = table.inputs.map((one) => one.name);
  const used = names
    .map((_, index) => index)
    .filter((index) => table.rules.some((rule) => !isAny(rule.tests[index])));
  const isCompact = used.length > COLUMNS_MAX && !isWide;
  const cells = (rule: PolicyTableRule) =>
    isCompact
      ? [conditions(names, rule.tests, used)]
      : used.map((index) => testText(rule.tests[index] ?? '-'));
  return {
    inputs: isCompact ? [t('policy.if')] : used.map((index) => inputName(names[index]!)),
    outputs: [...table.outputs.map((one) => outputName(one.name)), t('policy.because')],
    rules: table.rules.map(
      (rule): RuleRow => ({
        key: rule.id,
        cells: [
          ...cells(rule),
          ...table.outputs.map((_, index) => testText(rule.outputs[index] ?? '')),
          [say(rule), rule.citation].filter(Boolean).join(' · '),
        ],
        tone: toneOf(rule.outputs),
        warning: warnings.get(rule.id),
      }),
    ),
  };
}

export interface TrialInput {
  name: string;
  label: string;
  kind: string;
  choices: string[];
}

// The words that the tests of a column name are its choices: "gift","meal" or not("x").
export function trialInputs(tables: readonly PolicyTable[]): TrialInput[] {
  const found = new Map<string, TrialInput>();
  for (const table of tables) {
    table.inputs.forEach((column, index) => {
      const known = found.get(column.name) ?? {
        name: column.name,
        label: inputName(column.name),
        kind: column.kind,
        choices: [],
      };
      for (const rule of table.rules) {
        for (const [, word] of (rule.tests[index] ?? '').matchAll(/"([^"]*)"/g)) {
          if (!known.choices.includes(word!)) known.choices.push(word!);
        }
      }
      found.set(column.name, known);
    });
  }
  return [...found.values()];
}

// The country of a pack, in the language of the page ("UK" is how the packs say it; CLDR says GB).
export function countryName(code: string, language: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code || t('policy.everywhere');
  const region = code === 'UK' ? 'GB' : code;
  return new Intl.DisplayNames([language], { type: 'region' }).of(region) ?? code;
}
