import { ActionIcon, Button, Group } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useMay, useSession } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { PlainList } from '../../../ui/list/plain-list.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { Page } from '../../../ui/page.tsx';
import { RateDialog } from '../../catalogue/rate-dialog.tsx';
import { rateText } from '../../evidence/periods.ts';
import { BillingPeriods } from './billing-periods.tsx';
import { placeText, rateShape } from './rate-shape.tsx';

type Rate = Row<'listRates'>;

const RemoveRate = ({ rate, onClose }: { readonly rate: Rate; readonly onClose: () => void }) => {
  const remove = useChange('deleteRate');
  return (
    <DeleteDialog
      title="Delete the rate?"
      name={null}
      onDelete={async () => {
        await remove.mutateAsync({ params: { rateId: rate.id } });
        notifyDone('The rate is deleted.');
      }}
      onClose={onClose}
    >
      {rateText(rate, rate.featureKey !== null)}, for {placeText(rate)}. Closed statements keep the rate they
      were made with; periods that are open are priced without it.
    </DeleteDialog>
  );
};

const RatesPage = () => {
  const mayEdit = useMay('entitlements:admin');
  const { tenant } = useSession();
  const [edited, setEdited] = useState<Rate | 'new' | null>(null);
  const [removed, setRemoved] = useState<Rate | null>(null);
  const shape = useMemo(() => {
    const base = rateShape(tenant.timeZone);
    if (!mayEdit) return base;
    const cell = (rate: Rate) => (
      <Group gap={4} wrap="nowrap" justify="flex-end">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Edit the rate of ${placeText(rate)}`}
          onClick={() => setEdited(rate)}
        >
          <IconPencil size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Delete the rate of ${placeText(rate)}`}
          onClick={() => setRemoved(rate)}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Group>
    );
    const actions = { key: 'actions', title: 'Actions', fixed: true, align: 'right' as const, cell };
    return { ...base, columns: [...base.columns, actions] };
  }, [mayEdit, tenant.timeZone]);
  const add = (
    <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setEdited('new')}>
      Add a rate
    </Button>
  );
  return (
    <Page
      title="Rates"
      subtitle="What overdraft costs"
      actions={
        <>
          <Button variant="default" component={Link} to="/statements">
            Statements
          </Button>
          {mayEdit && add}
        </>
      }
    >
      <BillingPeriods />
      <PlainList
        name="rates"
        label="Rates"
        operation="listRates"
        file="exportRates"
        query={({ filters }) => filters}
        shape={shape}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="Overdraft has no price yet" action={mayEdit ? add : undefined}>
            A rate prices overdraft: by its peak, by the hour, or by the unit. One of an entitlement counts
            before one of its offering, and that before one of the account.
          </EmptyState>
        }
      />
      {edited !== null && (
        <RateDialog rate={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
      {removed && <RemoveRate rate={removed} onClose={() => setRemoved(null)} />}
    </Page>
  );
};

export default RatesPage;
