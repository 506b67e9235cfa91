import { Group, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { send } from '../../../api/send.ts';
import { useSession } from '../../../api/session.ts';
import { SettingsCard } from '../../../ui/form/settings-card.tsx';

export const NameCard = () => {
  const { user } = useSession();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { firstName: user.firstName, lastName: user.lastName },
    validate: {
      firstName: isNotEmpty('Write your first name'),
      lastName: isNotEmpty('Write your last name'),
    },
  });
  return (
    <SettingsCard
      title="Name"
      subtitle={`You sign in as ${user.username}, or with ${user.email}. An Account Administrator changes those and your role.`}
      form={form}
      done="Your name is changed."
      onSave={async (body) => {
        await send('PUT', '/console/name', { body });
        form.setInitialValues(body);
        await client.invalidateQueries();
      }}
    >
      <Group grow align="flex-start">
        <TextInput label="First name" autoComplete="given-name" {...form.getInputProps('firstName')} />
        <TextInput label="Last name" autoComplete="family-name" {...form.getInputProps('lastName')} />
      </Group>
    </SettingsCard>
  );
};
