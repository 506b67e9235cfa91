import { Checkbox, PasswordInput, Switch, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { SecretField } from '../../ui/secret-field.tsx';

/** Where an OpenID provider is named: for people of the account, and for those of customers. */

interface Provider {
  readonly enabled: boolean;
  readonly issuer: string | null;
  readonly clientId: string | null;
  readonly hasClientSecret: boolean;
}

export interface ProviderValues {
  readonly enabled: boolean;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly isPublic: boolean;
}

export const providerValues = ({ enabled, issuer, clientId, hasClientSecret }: Provider): ProviderValues => ({
  enabled,
  issuer: issuer ?? '',
  clientId: clientId ?? '',
  clientSecret: '',
  isPublic: issuer !== null && !hasClientSecret,
});

/** A secret that was not typed stays as it is. */
export const providerBody = ({ enabled, issuer, clientId, clientSecret, isPublic }: ProviderValues) => ({
  enabled,
  issuer: issuer.trim() || null,
  clientId: clientId.trim() || null,
  ...(isPublic ? { clientSecret: null } : clientSecret ? { clientSecret } : {}),
});

interface OpenIdFieldsProps {
  readonly form: Pick<UseFormReturnType<Record<string, unknown>>, 'getInputProps'>;
  readonly isPublic: boolean;
  readonly hasSecret: boolean;
  readonly callbackUrl: string;
  /** Between the fields of the client and the redirect URI. */
  readonly children?: ReactNode;
}

export const OpenIdFields = ({ form, isPublic, hasSecret, callbackUrl, children }: OpenIdFieldsProps) => (
  <>
    <Switch label="Offer it at the sign-in" {...form.getInputProps('enabled', { type: 'checkbox' })} />
    <TextInput
      label="Issuer"
      description="The provider's address; its /.well-known/openid-configuration is read."
      type="url"
      placeholder="https://login.example.com"
      {...form.getInputProps('issuer')}
    />
    <TextInput label="Client id" {...form.getInputProps('clientId')} />
    {!isPublic && (
      <PasswordInput
        label="Client secret"
        description={hasSecret ? 'There is one. Empty: it stays.' : undefined}
        autoComplete="off"
        {...form.getInputProps('clientSecret')}
      />
    )}
    <Checkbox
      label="A public client, which has no secret"
      {...form.getInputProps('isPublic', { type: 'checkbox' })}
    />
    {children}
    <SecretField label="Redirect URI" hint="The provider must know it." value={callbackUrl} />
  </>
);
