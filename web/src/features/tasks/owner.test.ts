import { beforeAll, describe, expect, it } from 'vitest';
import { needWords, setLanguage, setWordSource } from '@/base/words';
import { ownerName } from './owner';

beforeAll(async () => {
  setWordSource(async (_, language) => (await import(`./words.${language}.json`)).default);
  await needWords('tasks');
  await setLanguage('zh-CN');
});

describe('the owner of a step', () => {
  it.each([
    ['superior 1', '直属上级'],
    ['superior 2', '第 2 级上级'],
    ['applicant', '申请人'],
    ['department_head', '部门负责人'],
    ['role cco', '首席合规官'],
    ['role nobody_knows', 'role nobody_knows'],
    [
      '= if role = "legal_counsel" then "role " + role else "role compliance_officer"',
      '按规则结论：法务 或 合规官',
    ],
    ['= something()', '= something()'],
    ['王芳', '王芳'],
  ])('%s reads %s', (who, wanted) => expect(ownerName(who)).toBe(wanted));
});
