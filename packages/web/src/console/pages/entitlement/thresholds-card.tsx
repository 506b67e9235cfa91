import { ActionIcon, Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { formatNumber } from '../../../ui/format.ts';
import { notifyProblem } from '../../../ui/notify.ts';
import { notifyUndo } from '../../../ui/notify-undo.tsx';
import { RowsCard } from '../../../ui/rows-card.tsx';
import { AddThreshold } from './add-threshold.tsx';

type Threshold = Row<'listThresholds'>;

const measureWords: Readonly<Record<Threshold['measure'], string>> = {
  percentOfBought: '% of the bought',
  percentOfHardCap: '% of the hard cap',
  absolute: '',
};

const levelText = ({ value, measure, featureKey }: Threshold): string => {
  const unit = measure === 'absolute' ? (featureKey ? 'units' : 'seats') : measureWords[measure];
  return `${formatNumber(value)} ${unit}${featureKey ? ` of ${featureKey}` : ''}`;
};

const toldText = ({ mail }: Threshold): string => {
  if (!mail) return 'webhooks';
  return [
    'webhooks',
    ...(mail.toOwners ? ['owners'] : []),
    ...(mail.toContacts ? ['key contacts'] : []),
    ...mail.addresses,
  ].join(', ');
};

interface ThresholdsCardProps {
  readonly entitlementId: string;
  readonly offeringId: string;
}

const heads = [
  { title: 'At' },
  { title: 'Tells' },
  { title: 'Of', wide: true },
  { title: 'Action', align: 'right' },
] as const;

/** Levels of use at which somebody is told: this entitlement's own, and those that hold for more. */
export const ThresholdsCard = ({ entitlementId, offeringId }: ThresholdsCardProps) => {
  const { data, error, refetch } = useApi('listThresholds', { query: { pageSize: 1000 } });
  const { mutateAsync: remove } = useChange('deleteThreshold');
  const { mutateAsync: create } = useChange('createThreshold');
  const [isAdding, setAdding] = useState(false);
  const held = data?.items.filter(
    (each) =>
      each.entitlementId === entitlementId ||
      (each.entitlementId === null && (each.offeringId === null || each.offeringId === offeringId)),
  );
  const drop = ({ id, createdAt: _, ...threshold }: Threshold) =>
    remove({ params: { thresholdId: id } }).then(
      () => notifyUndo('The threshold is gone.', () => create({ body: threshold })),
      notifyProblem,
    );
  const rowOf = (each: Threshold) => ({
    key: each.id,
    cells: [
      levelText(each),
      toldText(each),
      each.entitlementId ? 'this entitlement' : each.offeringId ? 'its offering' : 'everything',
      each.entitlementId && (
        <ActionIcon
          key="remove"
          variant="subtle"
          color="gray"
          aria-label={`Delete the threshold at ${levelText(each)}`}
          onClick={() => drop(each)}
        >
          <IconTrash size={15} aria-hidden />
        </ActionIcon>
      ),
    ],
  });
  return (
    <>
      <RowsCard
        title="Thresholds"
        subtitle="Levels of use at which somebody is told"
        heads={heads}
        rows={held?.map(rowOf)}
        total={held?.length ?? 0}
        error={error}
        onRetry={refetch}
        empty="None: nobody is told before the hard cap is reached."
        actions={
          <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
            Add
          </Button>
        }
      />
      {isAdding && <AddThreshold entitlementId={entitlementId} onClose={() => setAdding(false)} />}
    </>
  );
};
