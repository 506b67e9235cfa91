import { scopeWords } from 'virtual:leeway-scopes';
import { Checkbox, Radio, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import type { Body, Reply } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';

type Scope = Body<'createScopedApiClient'>['scopes'][number];

/** What is given on the command line only: it opens the other accounts of the installation. */
const operatorScope = 'tenants:admin';
const grantable = Object.entries(scopeWords).filter(([scope]) => scope !== operatorScope);

/** What an application with licences in it needs. */
const applicationScopes = ['entitlements:activate'];

const kinds = [
  {
    value: 'application',
    label: 'An application that takes seats',
    description: 'May take, refresh and release its own seats, and nothing else.',
  },
  {
    value: 'everything',
    label: 'Everything',
    description: 'For a trusted back office. Whoever has the secret runs the account.',
  },
  { value: 'chosen', label: 'Chosen scopes', description: 'As little as the program needs.' },
] as const;

const clientIdFrom = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 50);

interface CreateClientProps {
  readonly onCreated: (client: Reply<'createScopedApiClient'>) => void;
  readonly onClose: () => void;
}

/** Credentials for one program, with as little power as it needs. */
export const CreateClient = ({ onCreated, onClose }: CreateClientProps) => {
  const { mutateAsync: create } = useChange('createScopedApiClient');
  const form = useForm({
    initialValues: { clientName: '', clientId: '', kind: 'application', scopes: applicationScopes },
    validate: {
      clientName: isNotEmpty('Say which program it is for'),
      clientId: (id) =>
        /^[A-Za-z](?:[A-Za-z0-9\-_]{0,48}[A-Za-z0-9])?$/.test(id)
          ? null
          : 'Letters, digits, inner - and _; it begins with a letter',
      scopes: (scopes) => (scopes.length > 0 ? null : 'Choose at least one'),
    },
  });
  const choose = (kind: string) => {
    form.setFieldValue('kind', kind);
    if (kind === 'application') form.setFieldValue('scopes', applicationScopes);
    if (kind === 'everything')
      form.setFieldValue(
        'scopes',
        grantable.map(([scope]) => scope),
      );
  };
  const suggestId = () => {
    if (form.values.clientId === '') form.setFieldValue('clientId', clientIdFrom(form.values.clientName));
  };
  return (
    <EditDialog
      title="New API credentials"
      form={form}
      verb="Create"
      size="lg"
      onSave={async ({ clientName, clientId, scopes }) =>
        onCreated(await create({ body: { clientName, clientId, scopes: scopes as Scope[] } }))
      }
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="Which program signs in with it; the audit log shows it."
        placeholder="Order processing"
        data-autofocus
        {...form.getInputProps('clientName')}
        onBlur={suggestId}
      />
      <TextInput label="Client id" {...form.getInputProps('clientId')} />
      <Radio.Group label="What it may do" value={form.values.kind} onChange={choose}>
        <Stack gap="xs" mt={6}>
          {kinds.map((kind) => (
            <Radio key={kind.value} {...kind} />
          ))}
        </Stack>
      </Radio.Group>
      {form.values.kind === 'chosen' && (
        <Checkbox.Group label="Scopes" {...form.getInputProps('scopes')}>
          <Stack gap="xs" mt={6}>
            {grantable.map(([scope, words]) => (
              <Checkbox key={scope} value={scope} label={scope} description={words} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </EditDialog>
  );
};
