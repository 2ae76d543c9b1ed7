// The names of rights in the language of the page. The server's name stays where ours is missing.
import { t } from '@/base/words';

export function rightName(right: string): string {
  const key = `ui.right.${right.replace('.', '_')}`;
  const name = t(key);
  return name === key ? right : name;
}
