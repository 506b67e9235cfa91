import { Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import type { Row } from '../../../api/wire.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { formatDate, nothing } from '../../../ui/format.ts';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { AnswerDialog } from './answer-dialog.tsx';
import classes from './list.module.css';
import { RequestStateBadge } from './request-state.tsx';
import { askedText, InUse } from './request-words.tsx';

type Request = Row<'listSeatRequests'>;

const Answer = ({ request }: { readonly request: Request }) => {
  const [isOpen, setOpen] = useState(false);
  const mayAnswer = useMay('entitlements:admin');
  if (request.state !== 'open' || !mayAnswer) return null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Answer ${request.customerName}`}
        onClick={() => setOpen(true)}
      >
        Answer
      </Button>
      {isOpen && <AnswerDialog request={request} onClose={() => setOpen(false)} />}
    </>
  );
};

/** What was said, cut where a line of the list ends. */
const Said = ({ children }: { readonly children: string | null }) =>
  children === null ? (
    nothing
  ) : (
    <Text size="sm" lineClamp={2} miw={140} maw={320} title={children}>
      {children}
    </Text>
  );

const Line = ({ children }: { readonly children: string }) => (
  <span className={classes.line}>{children}</span>
);

const shape: PlainShape<'listSeatRequests'> = {
  sort: null,
  columns: [
    {
      key: 'customerName',
      title: 'Customer',
      fixed: true,
      cell: ({ customerId, customerName }) => (
        <Link className={classes.name} to="/customers/$customerId" params={{ customerId }}>
          {customerName}
        </Link>
      ),
    },
    { key: 'seats', title: 'Asks for', cell: (request) => <Line>{askedText(request)}</Line> },
    {
      key: 'offeringName',
      title: 'Entitlement',
      wide: true,
      cell: ({ entitlementId, offeringName }) => (
        <Link className={classes.name} to="/entitlements/$entitlementId" params={{ entitlementId }}>
          {offeringName}
        </Link>
      ),
    },
    { key: 'limits', title: 'In use now', wide: true, cell: ({ limits }) => <InUse limits={limits} /> },
    { key: 'note', title: 'Message', wide: true, cell: ({ note }) => <Said>{note}</Said> },
    { key: 'requestedBy', title: 'Asked by', hidden: true },
    {
      key: 'requestedAt',
      title: 'Asked',
      wide: true,
      cell: ({ requestedAt }) => <Line>{formatDate(requestedAt)}</Line>,
    },
    {
      key: 'state',
      title: 'State',
      fixed: true,
      cell: (request) => (
        <Group gap={8}>
          <RequestStateBadge state={request.state} />
          <Answer request={request} />
        </Group>
      ),
    },
    { key: 'answer', title: 'Answer', hidden: true, cell: ({ answer }) => <Said>{answer}</Said> },
    { key: 'answeredBy', title: 'Answered by', hidden: true },
    {
      key: 'answeredAt',
      title: 'Answered',
      hidden: true,
      cell: ({ answeredAt }) => formatDate(answeredAt),
    },
  ],
  filters: [
    {
      key: 'state',
      label: 'State',
      kind: 'choice',
      options: [
        { value: 'open', label: 'Open' },
        { value: 'accepted', label: 'Accepted' },
        { value: 'declined', label: 'Declined' },
      ],
    },
  ],
};

const SeatRequestsPage = () => (
  <Page title="Seat requests">
    <PlainList
      name="seat-requests"
      label="Seat requests"
      operation="listSeatRequests"
      file="exportSeatRequests"
      query={({ filters }) => filters}
      shape={shape}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="No requests">
          A customer's admin asks for more seats in the portal. The request comes here, with what is in use,
          and the owners of the customer get a mail.
        </EmptyState>
      }
    />
  </Page>
);

export default SeatRequestsPage;
