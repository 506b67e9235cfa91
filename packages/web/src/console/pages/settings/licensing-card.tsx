import { TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { SettingsCard } from '../../../ui/form/settings-card.tsx';
import { Loaded } from '../../../ui/loaded.tsx';

const orNull = (text: string): string | null => text.trim() || null;

const LicensingForm = ({ settings }: { readonly settings: Reply<'getLicensingSettings'> }) => {
  const { mutateAsync: update } = useChange('updateLicensingSettings');
  const form = useForm({
    initialValues: {
      authorityUrl: settings.authorityUrl ?? '',
      issuer: settings.issuer ?? '',
      audience: settings.audience ?? '',
      userClaim: settings.userClaim,
      groupIdsClaim: settings.groupIdsClaim ?? '',
    },
    validate: { userClaim: isNotEmpty('Name the claim') },
  });
  return (
    <SettingsCard
      title="OpenID tokens"
      subtitle="With them applications take seats for a user who is signed in, instead of with an activation code. Without an authority no such token opens anything."
      form={form}
      done="Tokens from now on are judged by this."
      onSave={async (values) => {
        await update({
          body: {
            authorityUrl: orNull(values.authorityUrl),
            issuer: orNull(values.issuer),
            audience: orNull(values.audience),
            userClaim: values.userClaim.trim(),
            groupIdsClaim: orNull(values.groupIdsClaim),
          },
        });
        form.setInitialValues(values);
      }}
    >
      <TextInput
        label="Authority"
        description="Whose word is taken for who a user is."
        type="url"
        placeholder="https://login.example.com"
        {...form.getInputProps('authorityUrl')}
      />
      <TextInput
        label="Issuer"
        description="Empty: what the authority's metadata says."
        {...form.getInputProps('issuer')}
      />
      <TextInput
        label="Audience"
        description="Empty: tokens for any audience."
        {...form.getInputProps('audience')}
      />
      <TextInput
        label="Claim with the user"
        description="The seat is this user's."
        {...form.getInputProps('userClaim')}
      />
      <TextInput
        label="Claim with the orders"
        description="Lists the entitlement groups a user may take seats of; empty: none does."
        {...form.getInputProps('groupIdsClaim')}
      />
    </SettingsCard>
  );
};

export const LicensingCard = () => (
  <Loaded query={useApi('getLicensingSettings', {})}>
    {(settings) => <LicensingForm settings={settings} />}
  </Loaded>
);
