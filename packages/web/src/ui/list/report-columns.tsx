import type { ReactNode } from 'react';
import { formatDate, formatDateTime, formatNumber, nothing, words } from '../format.ts';
import classes from './list.module.css';
import type { ReportColumn, ReportRow } from './report-list.tsx';
import { RowLink } from './row-link.tsx';

/** Columns as many reports have them. */

interface More {
  readonly hidden?: boolean;
  readonly wide?: boolean;
}

export const textOf = (row: ReportRow, key: string): string | null => {
  const value = row[key];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** Null where nothing is known. */
export const numberOf = (row: ReportRow, key: string): number | null => {
  const value = row[key];
  return value === null || value === undefined ? null : Number(value);
};

export const textColumn = (key: string, title: string, more: More = { wide: true }): ReportColumn => ({
  ...{ key, title, sortable: true },
  ...more,
  cell: (row) => textOf(row, key) ?? nothing,
});

/** A word of the API, as people write it. */
export const wordColumn = (key: string, title: string, more: More = { wide: true }): ReportColumn => ({
  ...{ key, title, sortable: true },
  ...more,
  cell: (row) => words(textOf(row, key)),
});

export const numberColumn = (key: string, title: string, more: More = { wide: true }): ReportColumn => ({
  ...{ key, title, sortable: true, align: 'right' as const },
  ...more,
  cell: (row) => formatNumber(numberOf(row, key)),
});

export const dateColumn = (key: string, title: string, more: More = { wide: true }): ReportColumn => ({
  ...{ key, title, sortable: true },
  ...more,
  cell: (row) => <span className={classes.whole}>{formatDate(textOf(row, key))}</span>,
});

export const instantColumn = (key: string, title: string, more: More = {}): ReportColumn => ({
  ...{ key, title, sortable: true },
  ...more,
  cell: (row) => <span className={classes.whole}>{formatDateTime(textOf(row, key))}</span>,
});

/** Whose it is; nobody's: an order without a customer. */
export const customerLink = (row: ReportRow): ReactNode => {
  const customerId = textOf(row, 'customerId');
  if (!customerId) return nothing;
  return <RowLink to={`/customers/${customerId}`}>{textOf(row, 'customerName') ?? customerId}</RowLink>;
};

export const entitlementLink = (row: ReportRow): ReactNode => {
  const entitlementId = textOf(row, 'entitlementId');
  if (!entitlementId) return nothing;
  return (
    <span className={classes.of} data-of={textOf(row, 'customerName') ?? undefined}>
      <RowLink to={`/entitlements/${entitlementId}`}>{textOf(row, 'offeringName') ?? entitlementId}</RowLink>
    </span>
  );
};

/** Choices of a filter from words of the API. */
export const choices = (...names: readonly string[]) =>
  names.map((value) => ({ value, label: words(value) }));
