import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { RowActions } from '../../../ui/row-actions.tsx';
import { RateDialog } from '../../catalogue/rate-dialog.tsx';
import { rateText } from '../../evidence/periods.ts';

type Rate = Row<'listRates'>;

/** What overdraft of this offering costs; without a rate of its own, the account's holds. */
export const RatesCard = ({ offeringId }: { readonly offeringId: string }) => {
  const mayEdit = useMay('entitlements:admin');
  const [edited, setEdited] = useState<Rate | 'new' | null>(null);
  const { data, error, refetch } = useApi('listRates', { query: { offeringId, pageSize: 100 } });
  return (
    <Card
      title="Rates"
      subtitle="What a usage statement asks for overdraft"
      actions={
        mayEdit && (
          <Button size="compact-sm" variant="default" onClick={() => setEdited('new')}>
            Add a rate
          </Button>
        )
      }
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={40} />}
      {data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          None of its own: overdraft is recorded, and costs what the <Link to="/rates">account’s rates</Link>{' '}
          say.
        </Text>
      )}
      <Stack gap={4}>
        {data?.items.map((rate) => (
          <Group key={rate.id} justify="space-between" wrap="nowrap" gap="xs">
            <Text size="sm">
              {rate.featureKey ? <b>{rate.featureKey}: </b> : null}
              {rateText(rate, rate.featureKey !== null)}
            </Text>
            {mayEdit && (
              <RowActions
                actions={[
                  {
                    label: `Edit the rate of ${rate.featureKey ?? 'the seats'}`,
                    icon: IconPencil,
                    onClick: () => setEdited(rate),
                  },
                ]}
              />
            )}
          </Group>
        ))}
      </Stack>
      {edited !== null && (
        <RateDialog
          rate={edited === 'new' ? null : edited}
          offeringId={offeringId}
          onClose={() => setEdited(null)}
        />
      )}
    </Card>
  );
};
