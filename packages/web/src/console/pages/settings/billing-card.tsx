import { Select } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { SettingsCard } from '../../../ui/form/settings-card.tsx';
import { Loaded } from '../../../ui/loaded.tsx';

const lengths = [
  { value: 'month', label: 'a month' },
  { value: 'quarter', label: 'a quarter' },
  { value: 'year', label: 'a year' },
];

const BillingForm = ({ settings }: { readonly settings: Reply<'getBillingSettings'> }) => {
  const { mutateAsync: update } = useChange('updateBillingSettings');
  const form = useForm({ initialValues: { billingPeriodLength: settings.billingPeriodLength } });
  return (
    <SettingsCard
      title="Statements"
      form={form}
      done="Statements are made for this length of time."
      onSave={async (body) => {
        await update({ body });
        form.setInitialValues(body);
      }}
    >
      <Select
        label="A billing period is"
        description="It follows the calendar in the account's time zone. Closed statements stay as they are."
        data={lengths}
        allowDeselect={false}
        {...form.getInputProps('billingPeriodLength')}
      />
    </SettingsCard>
  );
};

export const BillingCard = () => (
  <Loaded query={useApi('getBillingSettings', {})}>
    {(settings) => <BillingForm settings={settings} />}
  </Loaded>
);
