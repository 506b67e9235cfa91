import { Accordion, List, Select, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useApi } from '../../../api/use-api.ts';

interface RoleFieldProps {
  readonly value: string;
  readonly error?: ReactNode;
  readonly onChange: (roleId: string) => void;
}

const Permissions = ({ roleId }: { readonly roleId: string }) => {
  const { data } = useApi('getRole', { params: { roleId } });
  if (!data) return null;
  return (
    <Accordion variant="contained" chevronPosition="left">
      <Accordion.Item value="permissions">
        <Accordion.Control>
          <Text size="sm">What this role may do</Text>
        </Accordion.Control>
        <Accordion.Panel>
          <List size="sm" spacing={4}>
            {data.permissions.map(({ id, name, description }) => (
              <List.Item key={id}>{description ?? name}</List.Item>
            ))}
          </List>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
};

/** A role, with what it is for and what it may do. */
export const RoleField = ({ value, error, onChange }: RoleFieldProps) => {
  const { data } = useApi('listRoles', {});
  const roles = data?.items ?? [];
  return (
    <Stack gap={6}>
      <Select
        label="Role"
        description={roles.find(({ id }) => id === value)?.description}
        placeholder="Choose a role"
        data={roles.map(({ id, name }) => ({ value: id, label: name }))}
        allowDeselect={false}
        value={value || null}
        error={error}
        onChange={(next) => onChange(next ?? '')}
      />
      {value !== '' && <Permissions roleId={value} />}
    </Stack>
  );
};
