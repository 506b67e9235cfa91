import type { Body, Reply } from '../../../api/wire.ts';

/** A report as it is put together: what stands in the address, and what of it can be asked already. */

export type Definition = Body<'createReport'>['definition'];
export type Subject = Reply<'listReportSubjects'>['items'][number];
export type SubjectColumn = Subject['columns'][number];
export type Condition = NonNullable<Definition['filter']>[number];
export type Group = NonNullable<Definition['groupBy']>[number];
export type Aggregate = NonNullable<Definition['aggregates']>[number];

/** Enough to read, and few enough for a screen. */
const columnsAtFirst = 7;

/** What a reader of a subject looks at first, where the first columns there are would say less. */
const atFirst: Partial<Readonly<Record<Subject['key'], readonly string[]>>> = {
  entitlements: [
    'customerName',
    'offeringName',
    'status',
    'seatCount',
    'seatsUsed',
    'overdraftSeatsUsed',
    'expiryDate',
  ],
  customers: [
    'name',
    'accountRefId',
    'status',
    'entitlements',
    'seatCount',
    'seatsUsed',
    'overdraftSeatsUsed',
  ],
  activations: ['seatId', 'status', 'activated', 'leaseExpiry', 'customerName', 'offeringName'],
  activity: ['timestamp', 'operation', 'seatId', 'seatsUsed', 'bought', 'customerName', 'offeringName'],
  denials: ['timestamp', 'seatId', 'reasons', 'attempts', 'trueDenial', 'customerName', 'offeringName'],
  episodes: [
    'start',
    'end',
    'peakOverdraftUsed',
    'overdraftSeatHours',
    'denials',
    'customerName',
    'offeringName',
  ],
  statements: [
    'periodStart',
    'customerName',
    'offeringName',
    'status',
    'overdraftPeak',
    'currency',
    'amount',
  ],
};

/** Ids are for programs; a reader begins with names and figures, those that may be seen. */
export const firstQuestion = ({ key, columns }: Pick<Subject, 'key' | 'columns'>): Definition => {
  const readable = columns.map((column) => column.key).filter((each) => !/Id$/.test(each));
  const chosen = (atFirst[key] ?? []).filter((each) => columns.some((column) => column.key === each));
  return {
    subject: key,
    columns: chosen.length > 0 ? chosen : readable.slice(0, columnsAtFirst),
    filter: [],
    sort: [],
  };
};

export const isGrouped = ({ groupBy, aggregates }: Definition): boolean =>
  Boolean(groupBy?.length || aggregates?.length);

/** From rows to groups: counted by the first word there is. */
export const asGroups = ({ subject, filter }: Definition, { columns }: Subject): Definition => {
  const column = columns.find(({ type }) => type === 'word') ?? columns.find(({ groupable }) => groupable);
  return {
    ...{ subject, filter, sort: [{ column: 'count', descending: true }] },
    groupBy: column ? [{ column: column.key }] : [],
    aggregates: [{ function: 'count' }],
  };
};

export const asRows = ({ subject, filter }: Definition, of: Subject): Definition => ({
  ...firstQuestion(of),
  subject,
  filter,
});

const isComplete = ({ operator, value }: Condition): boolean =>
  operator === 'isNull' || (Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '');

/** Keys of the answer's columns: what it can be sorted by. */
const answerKeys = (definition: Definition, { columns }: Pick<Subject, 'columns'>): string[] =>
  isGrouped(definition)
    ? [
        ...(definition.groupBy ?? []).map(({ column, by }) => (by ? `${column}.${by}` : column)),
        ...(definition.aggregates ?? []).map(({ function: name, column }) =>
          column ? `${name}.${column}` : name,
        ),
      ]
    : columns.map(({ key }) => key);

/** What can be asked of it: conditions without a value yet and orders by what is no longer there are left out. */
export const askable = (definition: Definition, subject: Subject): Definition => {
  const keys = answerKeys(definition, subject);
  return {
    ...definition,
    filter: (definition.filter ?? []).filter(isComplete),
    sort: (definition.sort ?? []).filter(({ column }) => keys.includes(column)),
  };
};

export const toAddress = (definition: Definition): string => JSON.stringify(definition);

/** Null: the address holds none, or nothing that makes sense. */
export const fromAddress = (text: string | undefined, subjects: readonly Subject[]): Definition | null => {
  if (!text) return null;
  try {
    const read: Definition = JSON.parse(text);
    return subjects.some(({ key }) => key === read.subject) ? read : null;
  } catch {
    return null;
  }
};

const operatorWords: Readonly<Record<Condition['operator'], string>> = {
  eq: 'is',
  ne: 'is not',
  lt: 'is less than',
  lte: 'is at most',
  gt: 'is more than',
  gte: 'is at least',
  in: 'is one of',
  contains: 'contains',
  isNull: 'is empty or not',
};
const instantWords: Partial<typeof operatorWords> = {
  lt: 'is before',
  lte: 'is at or before',
  gt: 'is after',
  gte: 'is at or after',
};

export const operatorText = (operator: Condition['operator'], type: SubjectColumn['type']): string =>
  (type === 'dateTime' ? instantWords[operator] : undefined) ?? operatorWords[operator];

export const aggregateWords: Readonly<Record<Aggregate['function'], string>> = {
  count: 'How many rows',
  sum: 'Sum of',
  min: 'Least',
  max: 'Greatest',
  avg: 'Average of',
};
