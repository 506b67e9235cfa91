import { Checkbox, Select, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useApi } from '../../api/use-api.ts';
import { IntervalFields } from '../../ui/form/interval-fields.tsx';
import { resetKinds } from './offering-text.ts';
import type { OfferingValues } from './offering-values.ts';

const graceKinds = [
  { value: 'product', label: "the product's" },
  { value: 'offering', label: 'its own' },
];

/** What an offering says beside its seats: counters, grace, maintenance, and the account's own fields. */
export const OfferingTerms = ({ form }: { readonly form: UseFormReturnType<OfferingValues> }) => {
  const { graceOf, gracePeriod, hasMaintenance, maintenanceDuration } = form.values;
  const fields = useApi('listEntityCustomFields', { params: { entityType: 'offering' } });
  return (
    <>
      <Select
        label="Counters of use begin anew"
        data={resetKinds}
        allowDeselect={false}
        {...form.getInputProps('usageResetSchedule')}
      />
      <Select
        label="Grace period"
        data={graceKinds}
        allowDeselect={false}
        {...form.getInputProps('graceOf')}
      />
      {graceOf === 'offering' && (
        <IntervalFields form={form} path="gracePeriod" label="Grace" value={gracePeriod} none />
      )}
      <Checkbox label="With maintenance" {...form.getInputProps('hasMaintenance', { type: 'checkbox' })} />
      {hasMaintenance && (
        <IntervalFields
          form={form}
          path="maintenanceDuration"
          label="Maintenance for"
          description="None: as long as the licence."
          value={maintenanceDuration}
          none
        />
      )}
      {fields.data?.items.map(({ key, displayName }) => (
        <TextInput
          key={key}
          label={displayName ?? key}
          value={form.values.customFields[key] ?? ''}
          onChange={({ currentTarget }) =>
            form.setFieldValue('customFields', { ...form.values.customFields, [key]: currentTarget.value })
          }
          error={form.errors[`customFields.${key}`]}
        />
      ))}
    </>
  );
};
