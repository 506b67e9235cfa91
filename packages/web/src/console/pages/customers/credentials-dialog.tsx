import { Checkbox, Select, Skeleton, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import { useApi, useChange } from '../../../api/use-api.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { type Contact, nameOf } from './contact.ts';

interface CredentialsDialogProps {
  readonly customerId: string;
  readonly contact: Contact;
  readonly onClose: () => void;
}

const standing = (data: { active: boolean | null; locked: boolean | null } | undefined): string => {
  if (!data || data.active === null) return 'Cannot sign in yet.';
  if (data.locked) return 'Locked after too many wrong passwords, until the password is reset.';
  return data.active
    ? 'Can sign in.'
    : 'Cannot sign in: the password is not set yet, or the contact is inactive.';
};

/** How a contact signs in to the portal, and takes seats in its own name. */
export const CredentialsDialog = ({ customerId, contact, onClose }: CredentialsDialogProps) => {
  const params = { customerId, contactId: contact.id };
  const { data } = useApi('getContactCredentials', { params });
  const { mutateAsync: update } = useChange('updateContactCredentials');
  const { mutateAsync: ask } = useChange('requestContactPasswordAction');
  const form = useForm({
    initialValues: {
      kind: 'password' as 'password' | 'openIdToken',
      claimValue: '',
      role: 'user' as 'user' | 'admin',
      mails: true,
    },
  });
  const { setValues } = form;
  useEffect(() => {
    const authentication = data?.authentication;
    if (!authentication) return;
    setValues({
      kind: authentication.type,
      claimValue: authentication.type === 'openIdToken' ? authentication.claimValue : '',
      role: data.role ?? 'user',
      mails: data.locked === true || data.active === false,
    });
  }, [data, setValues]);
  const save = async ({ kind, claimValue, role, mails }: typeof form.values) => {
    const authentication =
      kind === 'openIdToken' ? { type: kind, claimValue: claimValue.trim() } : { type: kind };
    await update({ params, body: { authentication, role } });
    const sends = kind === 'password' && mails;
    if (sends) await ask({ params, body: { action: data?.active || data?.locked ? 'reset' : 'setup' } });
    notifyDone(sends ? `A mail with a link is on its way to ${contact.email}.` : 'The sign-in is changed.');
  };
  return (
    <EditDialog
      title={`Sign-in of ${nameOf(contact)}`}
      form={form}
      verb="Save"
      onSave={save}
      onClose={onClose}
    >
      {data ? <Text size="sm">{standing(data)}</Text> : <Skeleton height={20} />}
      <Select
        label="Signs in with"
        data={[
          { value: 'password', label: `a password, as ${contact.email}` },
          { value: 'openIdToken', label: 'an OpenID token of their company' },
        ]}
        allowDeselect={false}
        {...form.getInputProps('kind')}
      />
      {form.values.kind === 'openIdToken' && (
        <TextInput
          label="Value of the claim that identifies them"
          required
          maxLength={100}
          {...form.getInputProps('claimValue')}
        />
      )}
      <Select
        label="In the portal"
        data={[
          { value: 'user', label: 'user: sees what they are authorised for' },
          { value: 'admin', label: 'admin: sees the whole customer, and releases seats' },
        ]}
        allowDeselect={false}
        {...form.getInputProps('role')}
      />
      {form.values.kind === 'password' && (
        <Checkbox
          label="Mail a link to choose a password"
          {...form.getInputProps('mails', { type: 'checkbox' })}
        />
      )}
    </EditDialog>
  );
};
