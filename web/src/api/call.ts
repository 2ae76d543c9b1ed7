// Calls by their names, with the types that tools/gen made of the .api files.
import { Fault } from '@/base/fault';
import { place, send } from './client';
import { type CallName, type Calls, routes } from './generated';

export type In<Name extends CallName> = Calls[Name]['in'];
export type Out<Name extends CallName> = Calls[Name]['out'];

export function call<Name extends CallName>(
  name: Name,
  input: In<Name>,
  options: { signal?: AbortSignal; key?: string } = {},
): Promise<Out<Name>> {
  const { method, path } = routes[name];
  return send<Out<Name>>({ method, path, input: { ...input }, ...options });
}

// The address of a download or an export, for a plain link.
export function addressOf<Name extends CallName>(
  name: Name,
  input: In<Name>,
  ending: '' | '.csv' | '.xlsx' = '',
): string {
  const { path } = routes[name];
  return place({ method: 'GET', path: path + ending, input: { ...input } }).url;
}

// Whether an error is this refusal of that command; a name that the command lacks does not compile.
export function isFault<Name extends CallName>(
  _name: Name,
  error: unknown,
  fault: Calls[Name]['faults'],
): error is Fault {
  return error instanceof Fault && error.fault === fault;
}

// What the server lets this person do with this thing: names of commands.
export function mayDo(thing: { may: string[] } | null | undefined, name: CallName): boolean {
  return thing?.may.includes(name) ?? false;
}
