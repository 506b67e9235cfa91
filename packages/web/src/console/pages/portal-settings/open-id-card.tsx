import { useForm } from '@mantine/form';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { SettingsCard } from '../../../ui/form/settings-card.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { OpenIdFields, providerBody, providerValues } from '../../open-id/open-id-fields.tsx';

const OpenIdForm = ({ settings }: { readonly settings: Reply<'getPortalOpenIdSettings'> }) => {
  const { mutateAsync: update } = useChange('updatePortalOpenIdSettings');
  const form = useForm({ initialValues: providerValues(settings) });
  return (
    <SettingsCard
      title="Sign-in with an OpenID provider"
      subtitle="Where your customers' people have accounts already, such as the one of your shop or community. Beside the password, or instead of it: a contact is found by the provider's subject or verified address."
      form={form}
      done="The portal's sign-in is changed."
      onSave={async (values) => {
        await update({ body: providerBody(values) });
        form.setFieldValue('clientSecret', '');
        form.setInitialValues({ ...values, clientSecret: '' });
      }}
    >
      <OpenIdFields
        form={form}
        isPublic={form.values.isPublic}
        hasSecret={settings.hasClientSecret}
        callbackUrl={settings.callbackUrl}
      />
    </SettingsCard>
  );
};

/** The provider people of customers sign in with. */
export const OpenIdCard = () => (
  <Loaded query={useApi('getPortalOpenIdSettings', {})}>
    {(settings) => <OpenIdForm settings={settings} />}
  </Loaded>
);
