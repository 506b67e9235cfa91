import { Checkbox, Select, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { Problem } from '../../../api/problem.ts';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { count } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { overdraftText } from '../../../ui/terms.ts';

interface ChangeOfferingProps {
  readonly entitlement: Reply<'getEntitlement'>;
  readonly onClose: () => void;
}

/** Another offering of the same product: what was edited stays, the rest is the new offering's. */
export const ChangeOffering = ({ entitlement, onClose }: ChangeOfferingProps) => {
  const { productId, offeringId } = entitlement;
  const { data } = useApi('listOfferings', { query: { productId, pageSize: 1000, expand: 'plan' } });
  const { mutateAsync: change } = useChange('changeEntitlementOffering');
  const [isBelow, setBelow] = useState(false);
  const form = useForm({
    initialValues: { offeringId: null as string | null, forceSeatCount: false },
    validate: { offeringId: (value) => (value ? null : 'Choose an offering.') },
  });
  const others = data?.items.filter(({ id }) => id !== offeringId) ?? [];
  const chosen = others.find(({ id }) => id === form.values.offeringId);
  const save = async ({ offeringId: next, forceSeatCount }: typeof form.values) => {
    try {
      await change({
        params: { entitlementId: entitlement.id },
        query: { forceSeatCount },
        body: { offeringId: next ?? '' },
      });
    } catch (refusal) {
      setBelow(refusal instanceof Problem && refusal.code === 'seatCountBelowUsage');
      throw refusal;
    }
    notifyDone(`The entitlement is ${chosen?.name ?? 'another offering'} now.`);
  };
  return (
    <EditDialog title="Change the offering" form={form} verb="Change" onSave={save} onClose={onClose}>
      <Text size="sm">
        It is {entitlement.offeringName}, SKU {entitlement.sku}. What was edited here stays as it is; the rest
        becomes the new offering’s, and usage counts begin anew.
      </Text>
      <Select
        label="New offering"
        placeholder={data && others.length === 0 ? 'The product has no other offering' : 'Name or SKU'}
        data={others.map(({ id, name, sku }) => ({ value: id, label: `${name}, ${sku}` }))}
        searchable
        data-autofocus
        {...form.getInputProps('offeringId')}
      />
      {chosen && (
        <Text size="sm" c="dimmed">
          {count(chosen.seatCount, 'seat')}, overdraft {overdraftText(chosen.overdraftSeatLimit)}, plan{' '}
          {chosen.plan?.name}
        </Text>
      )}
      {isBelow && (
        <Checkbox
          label="Fewer seats than are in use is meant"
          {...form.getInputProps('forceSeatCount', { type: 'checkbox' })}
        />
      )}
    </EditDialog>
  );
};
