import { Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { SettingsCard } from '../../../ui/form/settings-card.tsx';
import { Loaded } from '../../../ui/loaded.tsx';

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

const AccountForm = ({ settings }: { readonly settings: Reply<'getAccountSettings'> }) => {
  const { mutateAsync: update } = useChange('updateAccountSettings');
  const { name, timeZone, slug } = settings;
  const form = useForm({
    initialValues: { name, timeZone },
    validate: { name: isNotEmpty('Write a name'), timeZone: isNotEmpty('Choose a time zone') },
  });
  return (
    <SettingsCard
      title="Account"
      subtitle={`Its short name is ${slug}; it stands in addresses and stays.`}
      form={form}
      done="The account is changed."
      onSave={async (body) => {
        await update({ body });
        form.setInitialValues(body);
      }}
    >
      <TextInput
        label="Name"
        description="In mails, in the console and in your customers' portal."
        {...form.getInputProps('name')}
      />
      <Select
        label="Time zone"
        description="Days, months and billing periods begin by its clocks. In another zone figures by day are made anew; closed statements stay as they are."
        data={zones.includes(timeZone) ? zones : [timeZone, ...zones]}
        searchable
        allowDeselect={false}
        {...form.getInputProps('timeZone')}
      />
    </SettingsCard>
  );
};

export const AccountCard = () => (
  <Loaded query={useApi('getAccountSettings', {})}>
    {(settings) => <AccountForm settings={settings} />}
  </Loaded>
);
