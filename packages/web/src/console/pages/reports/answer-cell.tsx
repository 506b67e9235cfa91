import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Reply } from '../../../api/wire.ts';
import { formatDateTime, formatNumber, nothing, words } from '../../../ui/format.ts';
import { textOf } from '../../../ui/list/report-columns.tsx';
import type { ReportRow } from '../../../ui/list/report-list.tsx';

type AnswerColumn = Reply<'runReport'>['columns'][number];

const decimals = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

/** An instant that was rounded down is a part of the calendar of the account. */
const unitFormats: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  hour: { dateStyle: 'medium', timeStyle: 'short' },
  day: { dateStyle: 'medium' },
  month: { month: 'long', year: 'numeric' },
  year: { year: 'numeric' },
};

const instantText = (key: string, value: string, timeZone: string): string => {
  const unit = unitFormats[key.split('.')[1] ?? ''];
  return unit
    ? new Intl.DateTimeFormat(undefined, { ...unit, timeZone }).format(new Date(value))
    : formatDateTime(value);
};

/** Ids and names lead to what they name. */
const linked = (key: string, row: ReportRow, text: string): ReactNode => {
  const customerId = textOf(row, 'customerId');
  const entitlementId = textOf(row, 'entitlementId');
  const statementId = textOf(row, 'statementId');
  if (customerId && ['customerId', 'customerName', 'name'].includes(key)) {
    return (
      <Link to="/customers/$customerId" params={{ customerId }}>
        {text}
      </Link>
    );
  }
  if (entitlementId && ['entitlementId', 'offeringName'].includes(key)) {
    return (
      <Link to="/entitlements/$entitlementId" params={{ entitlementId }}>
        {text}
      </Link>
    );
  }
  if (statementId && key === 'statementId') {
    return (
      <Link to="/statements/$statementId" params={{ statementId }}>
        {text}
      </Link>
    );
  }
  return text;
};

/** A value as its kind of column is read. */
export const answerCell =
  ({ key, type }: AnswerColumn, timeZone: string) =>
  (row: ReportRow): ReactNode => {
    const value = row[key];
    if (value === null || value === undefined || value === '') return nothing;
    switch (type) {
      case 'integer':
        return formatNumber(Number(value));
      case 'decimal':
        return decimals.format(Number(value));
      case 'boolean':
        return value === true ? 'yes' : 'no';
      case 'dateTime':
        return instantText(key, String(value), timeZone);
      case 'word':
        return words(String(value));
      case 'text':
        return linked(key, row, String(value));
    }
  };
