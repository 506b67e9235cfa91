import { Select } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { SettingsCard } from '../../../ui/form/settings-card.tsx';
import { OpenIdFields, providerBody, providerValues } from '../../open-id/open-id-fields.tsx';

type Settings = Reply<'getOpenIdSignInSettings'>;

const valuesOf = (settings: Settings) => ({
  ...providerValues(settings),
  defaultRoleId: settings.defaultRoleId ?? '',
});

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
        await update({ body: { ...providerBody(values), defaultRoleId: values.defaultRoleId || null } });
        form.setFieldValue('clientSecret', '');
        form.setInitialValues({ ...values, clientSecret: '' });
      }}
    >
      <OpenIdFields
        form={form}
        isPublic={form.values.isPublic}
        hasSecret={settings.hasClientSecret}
        callbackUrl={settings.callbackUrl}
      >
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
      </OpenIdFields>
    </SettingsCard>
  );
};
