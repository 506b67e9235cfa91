import { Checkbox, PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Body, Reply } from '../../../api/wire.ts';
import { SettingsCard } from '../../../ui/form/settings-card.tsx';
import { SecretField } from '../../../ui/secret-field.tsx';

type Settings = Reply<'getOpenIdSignInSettings'>;

const valuesOf = ({ enabled, issuer, clientId, hasClientSecret, defaultRoleId }: Settings) => ({
  enabled,
  issuer: issuer ?? '',
  clientId: clientId ?? '',
  clientSecret: '',
  isPublic: issuer !== null && !hasClientSecret,
  defaultRoleId: defaultRoleId ?? '',
});

/** A secret that was not typed stays as it is. */
const bodyOf = ({ isPublic, clientSecret, ...values }: ReturnType<typeof valuesOf>) =>
  ({
    enabled: values.enabled,
    issuer: values.issuer.trim() || null,
    clientId: values.clientId.trim() || null,
    defaultRoleId: values.defaultRoleId || null,
    ...(isPublic ? { clientSecret: null } : clientSecret ? { clientSecret } : {}),
  }) satisfies Body<'updateOpenIdSignInSettings'>;

/** The provider people of the account sign in with instead of a password. */
export const OpenIdCard = ({ settings }: { readonly settings: Settings }) => {
  const { data: roles } = useApi('listRoles', {});
  const { mutateAsync: update } = useChange('updateOpenIdSignInSettings');
  const form = useForm({ initialValues: valuesOf(settings) });
  return (
    <SettingsCard
      title="Sign-in with your organisation"
      subtitle="An OpenID provider such as Entra ID, Okta, Google or Keycloak, beside the password."
      form={form}
      done="The sign-in is changed."
      onSave={async (values) => {
        await update({ body: bodyOf(values) });
        form.setFieldValue('clientSecret', '');
        form.setInitialValues({ ...values, clientSecret: '' });
      }}
    >
      <Switch label="Offer it at the sign-in" {...form.getInputProps('enabled', { type: 'checkbox' })} />
      <TextInput
        label="Issuer"
        description="The provider's address; its /.well-known/openid-configuration is read."
        type="url"
        placeholder="https://login.example.com"
        {...form.getInputProps('issuer')}
      />
      <TextInput label="Client id" {...form.getInputProps('clientId')} />
      {!form.values.isPublic && (
        <PasswordInput
          label="Client secret"
          description={settings.hasClientSecret ? 'There is one. Empty: it stays.' : undefined}
          autoComplete="off"
          {...form.getInputProps('clientSecret')}
        />
      )}
      <Checkbox
        label="A public client, which has no secret"
        {...form.getInputProps('isPublic', { type: 'checkbox' })}
      />
      <Select
        label="Who is not a user yet"
        description="Whoever the provider knows, or only those who were invited."
        placeholder="Is not let in"
        clearable
        clearButtonProps={{ 'aria-label': 'Let nobody in' }}
        data={(roles?.items ?? []).map(({ id, name }) => ({ value: id, label: `Becomes ${name}` }))}
        value={form.values.defaultRoleId || null}
        onChange={(roleId) => form.setFieldValue('defaultRoleId', roleId ?? '')}
        error={form.errors.defaultRoleId}
      />
      <SecretField label="Redirect URI" hint="The provider must know it." value={settings.callbackUrl} />
    </SettingsCard>
  );
};
