// An action is one thing a person may do: buttons, menus, keys and the palette all come from it.
// Whether it may be done comes from the server (`may`), never from a rule written here.
import { onScopeDispose, shallowReactive } from 'vue';
import type { RouteLocationRaw } from 'vue-router';
import type { Icon } from './icons';

export interface Action {
  name: string;
  label: string;
  icon?: Icon;
  hint?: string;
  keys?: string;
  to?: RouteLocationRaw;
  run?: () => void;
}

type Source = () => Action[];
const sources = shallowReactive<Source[]>([]);

export function useActions(source: Source): void {
  sources.push(source);
  onScopeDispose(() => {
    sources.splice(sources.indexOf(source), 1);
  });
}

// Those of the current page first: what was registered last.
export function currentActions(): Action[] {
  return sources.toReversed().flatMap((source) => source());
}
