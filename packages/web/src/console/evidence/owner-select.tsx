import { Select } from '@mantine/core';
import { useMay } from '../../api/session.ts';
import { useApi } from '../../api/use-api.ts';

interface OwnerSelectProps {
  readonly value: string;
  readonly onChange: (userId: string) => void;
}

/** Whose customers: for those who may see the users. */
export const OwnerSelect = ({ value, onChange }: OwnerSelectProps) => {
  const mayList = useMay('users:read', 'users:admin');
  const query = { pageNumber: 1, pageSize: 200 };
  const { data } = useApi('listUsers', { query }, { enabled: mayList });
  if (!data || data.items.length === 0) return null;
  const choices = data.items.map(({ id, firstName, lastName, email }) => ({
    value: id,
    label: [firstName, lastName].filter(Boolean).join(' ') || email || id,
  }));
  return (
    <Select
      aria-label="Owner of the customer"
      placeholder="All owners"
      clearable
      clearButtonProps={{ 'aria-label': 'All owners' }}
      searchable
      w={170}
      data={choices}
      value={value || null}
      onChange={(next) => onChange(next ?? '')}
    />
  );
};
