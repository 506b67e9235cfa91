import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { RowsCard } from '../../parts/rows-card.tsx';
import { useTellProblem } from '../../shell/notify.ts';
import type { Texts } from '../../texts/en.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { ThresholdDialog } from './threshold-dialog.tsx';

type OwnThreshold = Row<'listOwnThresholds'>;

/** "90 % of what was bought" */
const levelText = ({ thresholds: words }: Texts, { measure, value, featureKey }: OwnThreshold): string => {
  if (measure === 'absolute' && featureKey !== null) {
    return words.ofFeature(words.absoluteUnits(value), featureKey);
  }
  return featureKey === null ? words[measure](value) : words.ofFeature(words[measure](value), featureKey);
};

const toldText = ({ thresholds: words, common }: Texts, { addresses, quietHours }: OwnThreshold): string =>
  common.list([...addresses, ...(quietHours ? [words.quiet(quietHours.from, quietHours.until)] : [])]);

/** The customer's own levels of use at which somebody gets a mail. */
export const ThresholdsCard = ({ entitlementId }: { readonly entitlementId: string }) => {
  const texts = useTexts();
  const { thresholds: words, users } = texts;
  const tellProblem = useTellProblem();
  const [edited, setEdited] = useState<OwnThreshold | 'new' | null>(null);
  const { mutateAsync: remove } = useChange('deleteOwnThreshold');
  const { data, error, refetch } = useApi('listOwnThresholds', { query: { pageNumber: 1, pageSize: 200 } });
  const own = data?.items.filter((each) => each.entitlementId === entitlementId);
  const drop = ({ id }: OwnThreshold) =>
    remove({ params: { thresholdId: id } }).then(() => notifyDone(words.removed), tellProblem);
  const actionsOf = (each: OwnThreshold) => (
    <Group key="actions" gap={4} justify="flex-end" wrap="nowrap">
      <Button
        variant="subtle"
        size="compact-sm"
        color="var(--lw-link)"
        aria-label={words.editOf(levelText(texts, each))}
        onClick={() => setEdited(each)}
      >
        {words.edit}
      </Button>
      <Button
        variant="subtle"
        size="compact-sm"
        color="var(--lw-link)"
        aria-label={words.removeOf(levelText(texts, each))}
        onClick={() => drop(each)}
      >
        {users.removeButton}
      </Button>
    </Group>
  );
  return (
    <>
      <RowsCard
        title={words.title}
        subtitle={words.hint}
        heads={[{ title: words.at }, { title: words.tells }, { title: texts.common.more, align: 'right' }]}
        rows={own?.map((each) => ({
          key: each.id,
          cells: [levelText(texts, each), toldText(texts, each), actionsOf(each)],
        }))}
        total={own?.length ?? 0}
        error={error}
        onRetry={refetch}
        empty={words.empty}
        minWidth={380}
        actions={
          <Button size="compact-sm" variant="default" onClick={() => setEdited('new')}>
            {words.add}
          </Button>
        }
      />
      {edited !== null && (
        <ThresholdDialog
          entitlementId={entitlementId}
          threshold={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
};
