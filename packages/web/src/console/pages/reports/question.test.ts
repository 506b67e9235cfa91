import { describe, expect, it } from 'vitest';
import {
  asGroups,
  askable,
  type Definition,
  firstQuestion,
  fromAddress,
  type Subject,
  toAddress,
} from './question.ts';

const column = (key: string, type: Subject['columns'][number]['type']) => ({
  ...{ key, type, title: key, words: [], operators: [], groupable: true, aggregates: [] },
});
const subject: Subject = {
  ...{ key: 'entitlements', title: 'Entitlements', description: '', permitted: true },
  columns: [column('entitlementId', 'text'), column('sku', 'text'), column('status', 'word')],
};

describe('a report that is put together', () => {
  it('begins with names and figures', () => {
    expect(firstQuestion(subject).columns).toEqual(['status']);
    const unknown = [column('entitlementId', 'text'), column('sku', 'text')];
    expect(firstQuestion({ key: 'entitlements', columns: unknown }).columns).toEqual(['sku']);
  });

  it('asks what is complete, and keeps the rest for its editor', () => {
    const definition: Definition = {
      ...firstQuestion(subject),
      filter: [
        { column: 'sku', operator: 'contains', value: '' },
        { column: 'status', operator: 'in', value: [] },
        { column: 'sku', operator: 'isNull' },
        { column: 'sku', operator: 'eq', value: 'A' },
      ],
      sort: [{ column: 'gone' }, { column: 'sku', descending: true }],
    };
    const asked = askable(definition, subject);
    expect(asked.filter).toEqual(definition.filter?.slice(2));
    expect(asked.sort).toEqual([{ column: 'sku', descending: true }]);
  });

  it('is counted by a word when it is grouped, and keeps its conditions', () => {
    const filter = [{ column: 'sku', operator: 'eq' as const, value: 'A' }];
    expect(asGroups({ ...firstQuestion(subject), filter }, subject)).toMatchObject({
      filter,
      groupBy: [{ column: 'status' }],
      aggregates: [{ function: 'count' }],
    });
  });

  it('stands in the address; what makes no sense there counts as nothing', () => {
    const definition = firstQuestion(subject);
    expect(fromAddress(toAddress(definition), [subject])).toEqual(definition);
    for (const text of [undefined, '', '{', '{"subject":"secrets"}'])
      expect(fromAddress(text, [subject])).toBeNull();
  });
});
