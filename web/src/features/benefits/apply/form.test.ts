import { describe, expect, it } from 'vitest';
import {
  check,
  type Draft,
  emptyDraft,
  fromContent,
  parseAttendees,
  shows,
  toContent,
  toPreview,
  withKind,
} from './form';

function filled(change: Partial<Draft> = {}): Draft {
  const draft = emptyDraft('CNY');
  withKind(draft, 'gift');
  return {
    ...draft,
    customer: { value: 7, label: 'C' },
    contact: { value: 9, label: 'P' },
    recipient_kind: 'employee',
    amount: { amount: '180.00', currency: 'CNY' },
    planned_on: '2026-11-30',
    occasion: 'visit',
    purpose: 'a box of tea',
    item: 'tea',
    has_conflict: false,
    ...change,
  };
}

describe('a request while it is typed', () => {
  it('is complete when nothing is missing', () => expect(check(filled(), 'CNY')).toEqual([]));
  it.each([
    [{ customer: null }, 'customer'],
    [{ kind: null }, 'kind'],
    [{ amount: null }, 'amount'],
    [{ planned_on: '' }, 'planned_on'],
    [{ occasion: ' ' }, 'occasion'],
    [{ purpose: 'abc' }, 'purpose'],
    [{ item: '' }, 'item'],
    [{ has_conflict: null }, 'has_conflict'],
    [{ currency: 'USD', rate: 'x' }, 'rate'],
    [{ purpose: 'x'.repeat(1001) }, 'purpose'],
  ] as [Partial<Draft>, string][])('%j lacks %s', (change, field) =>
    expect(check(filled(change), 'CNY').map((one) => one.field)).toEqual([field]));
  it('asks the rules as soon as the deciding fields are there', () => {
    expect(toPreview(filled({ purpose: '', occasion: '' }))).toMatchObject({
      purpose: '....',
      occasion: '-',
    });
    expect(toPreview(filled({ amount: null }))).toBeNull();
  });
  it('sends only what its kind shows', () => {
    const draft = filled({ commission_rate: '5', programme: 'x', has_luxury: true });
    expect(toContent(draft)).toMatchObject({
      commission_rate: null,
      programme: null,
      has_luxury: false,
      item: 'tea',
      quantity: 1,
    });
  });
  it('presets the form of a kind until somebody chooses another', () => {
    const draft = emptyDraft('CNY');
    withKind(draft, 'gift');
    expect(draft.form).toBe('in_kind');
    withKind(draft, 'discount');
    expect([draft.form, draft.recipient_kind]).toEqual(['price_reduction', 'entity']);
    draft.form = 'cash';
    withKind(draft, 'gift');
    expect(draft.form).toBe('cash');
  });
  it('knows which kinds have guests', () => {
    expect(shows('meal', 'attendees')).toBe(true);
    expect(shows('gift', 'attendees')).toBe(false);
    expect(shows(null, 'item')).toBe(false);
  });
  it('comes back from a content as it was', () => {
    const content = toContent(filled({ quantity: '3' }))!;
    const again = fromContent(content, { customer: 'C', contact: 'P' });
    expect(toContent(again)).toEqual(content);
  });
  it('reads a list from a spreadsheet', () =>
    expect(parseAttendees('Wang\tACME\tBuyer\n\nLi，ACME', false)).toEqual([
      {
        name: 'Wang',
        organization: 'ACME',
        title: 'Buyer',
        is_host: false,
        contact: null,
        user: null,
      },
      { name: 'Li', organization: 'ACME', title: '', is_host: false, contact: null, user: null },
    ]));
});
