// Who owns a step, in words. The flow says it in its own short language ("superior 1", "role cco", a
// rule that begins with "="); what is not recognised stays as it was written.
import { type PeopleRole, PeopleRoleNames } from '@/api/generated';
import { say, t } from '@/base/words';

const isRole = (name: string): name is PeopleRole => name in PeopleRoleNames;

export function ownerName(who: string): string {
  const text = who.trim();
  const level = /^superior (\d+)$/.exec(text)?.[1];
  if (level)
    return level === '1' ? t('tasks.owner.superior') : t('tasks.owner.superiorAt', { n: level });
  if (text === 'applicant') return t('tasks.owner.applicant');
  if (text === 'department_head') return t('tasks.owner.department_head');
  const role = /^role (\w+)$/.exec(text)?.[1];
  if (role && isRole(role)) return say(PeopleRoleNames[role]);
  if (!text.startsWith('=')) return text;
  const named = [...text.matchAll(/"(?:role )?(\w+)"/g)].map(([, name]) => name!).filter(isRole);
  const roles = [...new Set(named)].map((name) => say(PeopleRoleNames[name]));
  return roles.length ? t('tasks.owner.byRules', { roles: roles.join(t('tasks.owner.or')) }) : text;
}
