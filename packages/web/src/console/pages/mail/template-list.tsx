import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { formatDate } from '../../../ui/format.ts';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { kindTexts } from './kinds.ts';

const shape: PlainShape<'listMailTemplates'> = {
  sort: null,
  columns: [
    {
      key: 'kind',
      title: 'Mail',
      fixed: true,
      cell: ({ kind }) => (
        <Link to="/mail/$kind" params={{ kind }}>
          {kindTexts[kind]}
        </Link>
      ),
    },
    { key: 'description', title: 'What it does', wide: true },
    {
      key: 'isCustom',
      title: 'Words',
      cell: ({ isCustom }) => (
        <StateBadge state={isCustom ? 'within' : 'off'}>{isCustom ? 'your own' : 'as delivered'}</StateBadge>
      ),
    },
    { key: 'subject', title: 'Subject', hidden: true },
    {
      key: 'isEssential',
      title: 'Can be stopped',
      wide: true,
      cell: ({ isEssential }) => (isEssential ? 'no' : 'by its recipient'),
    },
    { key: 'updatedAt', title: 'Changed', wide: true, cell: ({ updatedAt }) => formatDate(updatedAt) },
  ],
  filters: [],
};

/** Each kind of mail, and whether it goes out in the account's own words. */
export const TemplateList = () => (
  <PlainList
    name="mail-templates"
    label="Mail templates"
    operation="listMailTemplates"
    file="exportMailTemplates"
    shape={shape}
    rowKey={({ kind }) => kind}
    empty={<EmptyState title="No mails">This server sends none.</EmptyState>}
  />
);
