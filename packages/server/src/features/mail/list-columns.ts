import type { MailTemplateModel } from '@leeway/contract';
import { columnOf, instantCell } from '../../platform/files/send-list.ts';
import type { StopRow } from './store.ts';

/** Columns of this room's lists as files. */

const ofTemplate = columnOf<MailTemplateModel>;

export const templateColumns = [
  ofTemplate('kind', 'Mail', 'word', ({ kind }) => kind),
  ofTemplate('description', 'What it does', 'text', ({ description }) => description),
  ofTemplate('isEssential', 'Essential', 'boolean', ({ isEssential }) => isEssential),
  ofTemplate('isCustom', 'Own words', 'boolean', ({ isCustom }) => isCustom),
  ofTemplate('subject', 'Subject', 'text', ({ subject }) => subject),
  ofTemplate('text', 'Text', 'text', ({ text }) => text),
  ofTemplate('updatedAt', 'Changed', 'dateTime', ({ updatedAt }) => instantCell(updatedAt)),
];

const ofStop = columnOf<StopRow>;

export const stopColumns = [
  ofStop('mailStopId', 'Mail stop', 'text', ({ mailStopId }) => mailStopId),
  ofStop('address', 'Address', 'text', ({ address }) => address),
  ofStop('kind', 'Wants no more', 'word', ({ kind }) => kind),
  ofStop('stoppedAt', 'Since', 'dateTime', ({ stoppedAt }) => stoppedAt),
];
