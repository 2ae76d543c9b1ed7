// A refusal as the server names it (RFC 9457), or that the server could not be reached. Each has a
// sentence in both languages, so that a page never shows a code alone.
import { say, t } from './words';

export interface Problem {
  type?: string;
  title?: string;
  status: number;
  fault: string;
  field?: string;
  en: string;
  zh: string;
  note?: { field?: string; en?: string; zh?: string };
}

export class Fault extends Error {
  readonly fault: string;
  readonly status: number;
  readonly field: string;
  readonly problem: Problem | null;
  readonly reference: string;

  constructor(fault: string, status: number, problem: Problem | null, reference = '') {
    super(fault);
    this.name = 'Fault';
    this.fault = fault;
    this.status = status;
    this.problem = problem;
    this.field = problem?.note?.field || problem?.field || '';
    this.reference = reference;
  }

  // What a person reads: the refusal, then the figures of this case.
  get text(): string {
    if (!this.problem) return t(`ui.fault.${this.fault}`);
    const { note } = this.problem;
    const more = note?.zh || note?.en ? say({ en: note.en ?? '', zh: note.zh ?? '' }) : '';
    return [say(this.problem), more].filter(Boolean).join(' ');
  }

  get isOffline(): boolean {
    return this.fault === 'unreachable';
  }

  get isNotAllowed(): boolean {
    return this.status === 403;
  }
}

export function textOf(error: unknown): string {
  return error instanceof Fault ? error.text : t('ui.fault.unexpected');
}

// Whether somebody who waits may try the same again later.
export function isPassing(error: unknown): boolean {
  return error instanceof Fault && (error.isOffline || error.status >= 500);
}

// A refusal that speaks of a field, as the form shows it.
export function fieldErrors(error: unknown): { field: string; text: string }[] {
  return error instanceof Fault ? [{ field: error.field, text: error.text }] : [];
}
