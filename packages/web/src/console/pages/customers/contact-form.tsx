import { Checkbox, Group, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import type { Contact } from './contact.ts';

interface ContactFormProps {
  readonly customerId: string;
  /** Null: a new one. */
  readonly contact: Contact | null;
  readonly onClose: () => void;
}

const orNull = (text: string): string | null => text.trim() || null;

/** A person of the customer; an address is enough. */
export const ContactForm = ({ customerId, contact, onClose }: ContactFormProps) => {
  const { mutateAsync: create } = useChange('createContact');
  const { mutateAsync: update } = useChange('updateContact');
  const form = useForm({
    initialValues: {
      email: contact?.email ?? '',
      firstName: contact?.firstName ?? '',
      lastName: contact?.lastName ?? '',
      title: contact?.title ?? '',
      phoneNumber: contact?.phoneNumber ?? '',
      isKeyContact: contact?.isKeyContact ?? false,
      isActive: contact?.status !== 'inactive',
    },
  });
  const save = async (values: typeof form.values) => {
    const { location } = contact ?? {};
    const body = {
      email: values.email.trim(),
      firstName: orNull(values.firstName),
      lastName: orNull(values.lastName),
      title: orNull(values.title),
      phoneNumber: orNull(values.phoneNumber),
      isKeyContact: values.isKeyContact,
      status: values.isActive ? ('active' as const) : ('inactive' as const),
      contactRefId: contact?.contactRefId ?? null,
      linkedInProfile: contact?.linkedInProfile ?? null,
    };
    if (contact) {
      const params = { customerId, contactId: contact.id };
      await update({ params, body: { ...body, location: location ?? null } });
    } else {
      await create({ params: { customerId }, body });
    }
    notifyDone(contact ? 'The contact is changed.' : 'The contact is added.');
  };
  return (
    <EditDialog
      title={contact ? 'Edit the contact' : 'New contact'}
      form={form}
      verb={contact ? 'Save' : 'Add'}
      onSave={save}
      onClose={onClose}
    >
      <TextInput
        label="E-mail"
        type="email"
        required
        maxLength={100}
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('email')}
      />
      <Group grow align="flex-start">
        <TextInput label="First name" maxLength={50} {...form.getInputProps('firstName')} />
        <TextInput label="Last name" maxLength={50} {...form.getInputProps('lastName')} />
      </Group>
      <Group grow align="flex-start">
        <TextInput label="Title" maxLength={100} {...form.getInputProps('title')} />
        <TextInput label="Phone" maxLength={20} {...form.getInputProps('phoneNumber')} />
      </Group>
      <Checkbox
        label="Key contact: gets the mails that go to the customer"
        {...form.getInputProps('isKeyContact', { type: 'checkbox' })}
      />
      <Checkbox
        label="Active: may sign in and take seats"
        {...form.getInputProps('isActive', { type: 'checkbox' })}
      />
    </EditDialog>
  );
};
