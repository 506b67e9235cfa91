import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { linkTo } from '../../../api/call.ts';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { DownloadMenu } from '../../parts/download-menu.tsx';
import { RowsCard } from '../../parts/rows-card.tsx';
import { usePermits, usePortalSession } from '../../session/session.ts';
import { useTexts } from '../../texts/use-texts.tsx';

type Seat = Row<'listPortalSeats'>;

const first = 10;
const most = 1_000;

const nameOf = ({ seatName, username, seatId }: Seat): string => seatName ?? username ?? seatId;

const SeatName = ({ seat }: { readonly seat: Seat }) => {
  const { seatsCard: words } = useTexts();
  return (
    <Group gap={6}>
      <span>{nameOf(seat)}</span>
      {seat.isOverdraftSeat && <StateBadge state="overdraft">{words.overdraft}</StateBadge>}
      {seat.mode === 'offline' && <StateBadge state="off">{words.offline}</StateBadge>}
    </Group>
  );
};

/** Admins release anybody's seat, users their own; a seat given to a machine offline comes back by itself alone. */
const useMayRelease = () => {
  const isAdmin = usePermits('admin');
  const { contact } = usePortalSession();
  return ({ username, mode }: Seat) =>
    mode === 'online' && (isAdmin || (username !== null && username === contact?.email));
};

/** Who holds seats now; admins release them. */
export const SeatsCard = ({ entitlementId }: { readonly entitlementId: string }) => {
  const { seatsCard: words, when, day } = useTexts();
  const [pageSize, setPageSize] = useState(first);
  const [released, setReleased] = useState<Seat | null>(null);
  const mayRelease = useMayRelease();
  const { mutateAsync: release } = useChange('releaseOwnSeat');
  const params = { entitlementId };
  const { data, error, refetch } = useApi('listPortalSeats', { params, query: { pageNumber: 1, pageSize } });
  const isReleasing = data?.items.some(mayRelease) ?? false;
  return (
    <>
      <RowsCard
        title={words.title}
        subtitle={data && words.summary(data.elementsTotal)}
        heads={[
          { title: words.seat },
          { title: words.since },
          { title: words.until },
          ...(isReleasing ? [{ title: words.release, align: 'right' as const }] : []),
        ]}
        rows={data?.items.map((seat) => ({
          key: seat.activationId,
          cells: [
            <SeatName key="name" seat={seat} />,
            day(seat.activated),
            when(seat.leaseExpiry),
            mayRelease(seat) && (
              <Button
                key="release"
                variant="subtle"
                size="compact-sm"
                color="var(--lw-link)"
                aria-label={words.releaseOf(nameOf(seat))}
                onClick={() => setReleased(seat)}
              >
                {words.release}
              </Button>
            ),
          ],
        }))}
        total={data?.elementsTotal ?? 0}
        onMore={() => setPageSize(Math.min(most, pageSize * 5))}
        error={error}
        onRetry={refetch}
        empty={words.empty}
        minWidth={420}
        actions={
          <DownloadMenu
            of={words.title}
            addressOf={(format) => linkTo('exportPortalSeats', { params, query: { format } })}
          />
        }
      />
      {released && (
        <DeleteDialog
          title={words.dialogTitle(nameOf(released))}
          name={null}
          verb={words.release}
          onDelete={async () => {
            await release({ params: { activationId: released.activationId } });
            notifyDone(words.released(nameOf(released)));
          }}
          onClose={() => setReleased(null)}
        >
          {words.dialogText}
        </DeleteDialog>
      )}
    </>
  );
};
