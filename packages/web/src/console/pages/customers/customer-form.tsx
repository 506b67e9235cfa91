import {
  Collapse,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Textarea,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useApi } from '../../../api/use-api.ts';
import type { Body, Reply } from '../../../api/wire.ts';
import { dayOf, startOfDay } from '../../../ui/form/days.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { words } from '../../../ui/format.ts';

type Customer = Reply<'getCustomer'>;

const types = ['customer', 'prospect', 'lostCustomer', 'lostProspect', 'remove'] as const;

const addressNames = [
  ['addressLine1', 'Street'],
  ['addressLine2', 'Second line'],
  ['postalCode', 'Postal code'],
  ['city', 'City'],
  ['stateRegion', 'State or region'],
  ['country', 'Country, two letters'],
] as const;

const valuesOf = (customer: Customer | null) => ({
  name: customer?.name ?? '',
  accountRefId: customer?.accountRefId ?? '',
  legalName: customer?.legalName ?? '',
  type: (customer?.type ?? null) as string | null,
  website: customer?.website ?? '',
  linkedInUrl: customer?.linkedInUrl ?? '',
  contractValue: (customer?.contractValue ?? '') as number | string,
  contractStartDate: dayOf(customer?.contractStartDate),
  contractRenewalDate: dayOf(customer?.contractRenewalDate),
  description: customer?.description ?? '',
  customFields: Object.fromEntries(
    Object.entries(customer?.customFields ?? {}).map(([key, value]) => [key, value ?? '']),
  ) as Record<string, string>,
  address: Object.fromEntries(
    addressNames.map(([name]) => [name, customer?.address?.[name] ?? '']),
  ) as Record<(typeof addressNames)[number][0], string>,
});

type Values = ReturnType<typeof valuesOf>;

const orNull = (text: string): string | null => text.trim() || null;
const allOrNull = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, orNull(text)]));

const bodyOf = (values: Values): Body<'createCustomer'> => ({
  name: values.name.trim(),
  accountRefId: orNull(values.accountRefId),
  legalName: orNull(values.legalName),
  type: values.type as Customer['type'],
  website: orNull(values.website),
  linkedInUrl: orNull(values.linkedInUrl),
  contractValue: values.contractValue === '' ? null : Number(values.contractValue),
  contractStartDate: startOfDay(values.contractStartDate),
  contractRenewalDate: startOfDay(values.contractRenewalDate),
  description: orNull(values.description),
  customFields: allOrNull(values.customFields),
  address: Object.values(values.address).some((text) => text.trim()) ? allOrNull(values.address) : null,
});

interface CustomerFormProps {
  /** Null: a new one. */
  readonly customer: Customer | null;
  readonly onSave: (body: Body<'createCustomer'>) => Promise<unknown>;
  readonly onClose: () => void;
}

/** What is kept of a customer; a new one needs no more than its name. */
export const CustomerForm = ({ customer, onSave, onClose }: CustomerFormProps) => {
  const { data } = useApi('listEntityCustomFields', { params: { entityType: 'customer' } });
  const [isOpen, setOpen] = useState(customer !== null);
  const form = useForm({ initialValues: valuesOf(customer) });
  const text = (path: string, label: string, maxLength: number) => (
    <TextInput key={path} label={label} maxLength={maxLength} {...form.getInputProps(path)} />
  );
  return (
    <EditDialog
      title={customer ? 'Edit the customer' : 'New customer'}
      form={form}
      verb={customer ? 'Save' : 'Create'}
      onSave={(values) => onSave(bodyOf(values))}
      onClose={onClose}
      size="lg"
    >
      <TextInput label="Name" required maxLength={255} data-autofocus {...form.getInputProps('name')} />
      <Group grow align="flex-start">
        {text('accountRefId', 'Account reference', 50)}
        <Select
          label="Type"
          data={types.map((value) => ({ value, label: words(value) }))}
          clearable
          clearButtonProps={{ 'aria-label': 'No type' }}
          {...form.getInputProps('type')}
        />
      </Group>
      {(data?.items ?? []).map(({ key, displayName }) =>
        text(`customFields.${key}`, displayName ?? key, 500),
      )}
      {!isOpen && (
        <UnstyledButton c="var(--lw-link)" fz="sm" onClick={() => setOpen(true)}>
          Contract, address and more
        </UnstyledButton>
      )}
      <Collapse expanded={isOpen}>
        <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="md" verticalSpacing="sm" mb="sm">
          <TextInput type="date" label="Contract since" {...form.getInputProps('contractStartDate')} />
          <TextInput type="date" label="Contract renewal" {...form.getInputProps('contractRenewalDate')} />
          <NumberInput
            label="Contract value"
            min={0}
            thousandSeparator
            {...form.getInputProps('contractValue')}
          />
        </SimpleGrid>
        <Group grow align="flex-start" mb="sm">
          {text('legalName', 'Legal name', 500)}
          <TextInput label="Website" placeholder="https://" {...form.getInputProps('website')} />
        </Group>
        {[0, 2, 4].map((at) => (
          <Group grow align="flex-start" mb="sm" key={at}>
            {addressNames
              .slice(at, at + 2)
              .map(([name, label]) => text(`address.${name}`, label, name === 'country' ? 2 : 255))}
          </Group>
        ))}
        <Textarea
          label="Description"
          autosize
          minRows={2}
          maxLength={500}
          {...form.getInputProps('description')}
        />
      </Collapse>
    </EditDialog>
  );
};
