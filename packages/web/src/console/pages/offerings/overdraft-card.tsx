import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import { Card } from '../../../ui/card.tsx';
import { count } from '../../../ui/format.ts';
import { overdraftText } from '../../../ui/terms.ts';
import type { Offering } from '../../catalogue/offering-values.ts';
import classes from '../../catalogue/offerings.module.css';
import { overdraftSentence, whoHas } from '../../catalogue/overdraft-sentence.ts';
import { OverdraftDialog } from './overdraft-dialog.tsx';

/** How far customers may go beyond what they bought, in words, and the way to change it. */
export const OverdraftCard = ({ offering }: { readonly offering: Offering }) => {
  const { id, overdraftSeatLimit, seatCount } = offering;
  const mayEdit = useMay('products:admin');
  const mayApply = useMay('offerings:apply');
  const [open, setOpen] = useState<'edit' | 'apply' | null>(null);
  const { data } = useApi('explainOverdraftLimit', {
    body: { overdraftLimit: overdraftSeatLimit, of: 'seats', bought: [seatCount] },
  });
  const preview = useApi('previewOfferingOverdraft', {
    params: { offeringId: id },
    query: { pageSize: 1 },
    body: {},
  });
  const [item] = data?.items ?? [];
  const totals = preview.data?.totals;
  const others = totals ? totals.altered + totals.leftOut : 0;
  return (
    <Card
      title="Overdraft"
      subtitle={overdraftText(overdraftSeatLimit)}
      actions={
        mayEdit && (
          <Button size="compact-sm" variant="default" onClick={() => setOpen('edit')}>
            Change
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <Text className={classes.sentence} mih="3em">
          {data && item
            ? overdraftSentence(data.overdraftLimit, item, { who: whoHas('seats', item.bought) })
            : ''}
        </Text>
        {totals && totals.entitlements > 0 && (
          <Group justify="space-between" gap="xs">
            <Text size="sm" c="dimmed">
              {others === 0
                ? 'All that was sold of it has this overdraft.'
                : `${count(others, 'entitlement')} sold of it ${others === 1 ? 'has' : 'have'} another overdraft.`}
            </Text>
            {others > 0 && mayApply && (
              <Button size="compact-sm" variant="default" onClick={() => setOpen('apply')}>
                Apply to what was sold
              </Button>
            )}
          </Group>
        )}
      </Stack>
      {open && (
        <OverdraftDialog offering={offering} isApplying={open === 'apply'} onClose={() => setOpen(null)} />
      )}
    </Card>
  );
};
