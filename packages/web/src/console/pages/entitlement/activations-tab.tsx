import { Button } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { formatDateTime } from '../../../ui/format.ts';
import { instantColumn, textColumn, textOf, wordColumn } from '../../../ui/list/report-columns.tsx';
import { ReportList, type ReportRow, type ReportShape } from '../../../ui/list/report-list.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { StateBadge } from '../../../ui/state-badge.tsx';

/** Frees a seat that somebody holds. */
const Release = ({ row }: { readonly row: ReportRow }) => {
  const { mutateAsync: release } = useChange('deleteActivation');
  const [isAsking, setAsking] = useState(false);
  const mayRelease = useMay('activations:delete');
  if (!mayRelease) return null;
  const seatId = textOf(row, 'seatId') ?? '';
  const free = async () => {
    await release({ params: { activationId: String(row.activationId) } });
    notifyDone(`The seat of ${seatId} is released.`);
  };
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => setAsking(true)}
        aria-label={`Release ${seatId}`}
      >
        Release
      </Button>
      {isAsking && (
        <DeleteDialog
          title={`Release the seat of ${seatId}?`}
          name={null}
          verb="Release"
          onDelete={free}
          onClose={() => setAsking(false)}
        >
          The seat is free at once, with the amounts of features it holds. The application learns it when it
          next asks, and may take a seat again while one is left.
        </DeleteDialog>
      )}
    </>
  );
};

const leaseCell = (row: ReportRow) =>
  row.status === 'leaseExpired' ? (
    <StateBadge state="off">{`ended ${formatDateTime(textOf(row, 'leaseExpiry'))}`}</StateBadge>
  ) : (
    formatDateTime(textOf(row, 'leaseExpiry'))
  );

const shape: ReportShape = {
  always: ['activationId', 'seatId'],
  sort: { column: 'activated', descending: true },
  columns: [
    { ...textColumn('seatId', 'Seat', {}), fixed: true },
    textColumn('seatName', 'Name'),
    textColumn('username', 'Person'),
    instantColumn('activated', 'Since', { wide: true }),
    {
      key: 'leaseExpiry',
      title: 'Lease until',
      sortable: true,
      needs: ['leaseExpiry', 'status'],
      cell: leaseCell,
    },
    instantColumn('lastLease', 'Last asked', { hidden: true }),
    wordColumn('activationMethod', 'Identified by', { hidden: true }),
    {
      key: 'activationId',
      title: 'Action',
      fixed: true,
      align: 'right',
      cell: (row) => <Release row={row} />,
    },
  ],
  filters: [
    { key: 'seatId', label: 'Seat', kind: 'text' },
    { key: 'username', label: 'Person', kind: 'text' },
  ],
};

/** Who holds seats. */
export const ActivationsTab = ({ entitlementId }: { readonly entitlementId: string }) => (
  <ReportList
    name="activations-of-entitlement"
    label="Activations"
    subject="activations"
    shape={shape}
    where={[{ column: 'entitlementId', operator: 'eq', value: entitlementId }]}
    rowKey={({ activationId }) => String(activationId)}
    empty={
      <EmptyState title="No seat is held">
        An application that activates with a code of this order, or with a person’s account, takes a seat. It
        shows up here at once.
      </EmptyState>
    }
  />
);
