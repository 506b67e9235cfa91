import { Checkbox, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import type { Body, Reply } from '../../../api/wire.ts';
import { dayOf, endOfDay } from '../../../ui/form/days.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { IntervalFields, intervalBody, intervalValues } from '../../../ui/form/interval-fields.tsx';
import { notifyDone } from '../../../ui/notify.ts';

type Entitlement = Reply<'getEntitlement'>;

const valuesOf = (entitlement: Entitlement) => ({
  expiryDate: dayOf(entitlement.expiryDate),
  hasMaintenance: entitlement.hasMaintenance,
  maintenanceExpiryDate: dayOf(entitlement.maintenanceExpiryDate),
  leasePeriod: intervalValues(entitlement.leasePeriod),
  offlineLeasePeriod: intervalValues(entitlement.offlineLeasePeriod),
  gracePeriod: intervalValues(entitlement.gracePeriod),
  usageResetSchedule: entitlement.usageResetSchedule,
});

type Values = ReturnType<typeof valuesOf>;

const periods = ['leasePeriod', 'offlineLeasePeriod', 'gracePeriod'] as const;
const dates = ['expiryDate', 'maintenanceExpiryDate'] as const;

/** Only what was changed: naming a term pins it against later changes of the offering and the product. */
const changesOf = (values: Values, before: Values): Body<'updateEntitlement'> => {
  const changes: Body<'updateEntitlement'> = {};
  for (const name of periods) {
    const { type, count } = intervalBody(values[name]);
    const was = intervalBody(before[name]);
    if (type !== was.type || count !== was.count) changes[name] = { type, count };
  }
  for (const name of dates) if (values[name] !== before[name]) changes[name] = endOfDay(values[name]);
  if (values.hasMaintenance !== before.hasMaintenance) changes.hasMaintenance = values.hasMaintenance;
  if (values.usageResetSchedule !== before.usageResetSchedule)
    changes.usageResetSchedule = values.usageResetSchedule;
  return changes;
};

interface EditTermsProps {
  readonly entitlement: Entitlement;
  readonly onClose: () => void;
}

/** Edits what was agreed beside seats and overdraft. */
export const EditTerms = ({ entitlement, onClose }: EditTermsProps) => {
  const { mutateAsync: update } = useChange('updateEntitlement');
  const before = valuesOf(entitlement);
  const form = useForm({ initialValues: before });
  const { values } = form;
  const save = async (next: Values) => {
    const body = changesOf(next, before);
    if (Object.keys(body).length === 0) return;
    await update({ params: { entitlementId: entitlement.id }, body });
    notifyDone('The terms are changed.');
  };
  return (
    <EditDialog title="Terms" form={form} verb="Save" onSave={save} onClose={onClose}>
      {entitlement.expiryDate && (
        <TextInput
          type="date"
          label="Ends"
          description="With the end of that day"
          {...form.getInputProps('expiryDate')}
        />
      )}
      <IntervalFields
        form={form}
        path="leasePeriod"
        label="Lease"
        description="How long a seat holds without asking again"
        value={values.leasePeriod}
      />
      <IntervalFields
        form={form}
        path="offlineLeasePeriod"
        label="Lease of offline seats"
        value={values.offlineLeasePeriod}
      />
      <IntervalFields
        form={form}
        path="gracePeriod"
        label="Grace after the end"
        value={values.gracePeriod}
        none
      />
      <Select
        label="Usage counts are reset"
        data={[
          { value: 'never', label: 'never' },
          { value: 'onRenewal', label: 'on renewal' },
          { value: 'monthly', label: 'every month' },
        ]}
        allowDeselect={false}
        {...form.getInputProps('usageResetSchedule')}
      />
      <Checkbox label="Has maintenance" {...form.getInputProps('hasMaintenance', { type: 'checkbox' })} />
      {values.hasMaintenance && (
        <TextInput type="date" label="Maintenance ends" {...form.getInputProps('maintenanceExpiryDate')} />
      )}
    </EditDialog>
  );
};
