// What happened, in the language of the page: the names of commands as the log has them.
import { t } from '@/base/words';

export function commandName(command: string): string {
  const key = `ui.command.${command}`;
  const name = t(key);
  return name === key ? command : name;
}
