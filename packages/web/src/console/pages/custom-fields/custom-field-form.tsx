import { Autocomplete, Checkbox, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useApi } from '../../../api/use-api.ts';
import type { Body, Row } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';

interface CustomFieldFormProps {
  /** Null: a new one. */
  readonly field: Row<'listCustomFields'> | null;
  readonly onSave: (body: Body<'createCustomField'>) => Promise<unknown>;
  readonly onClose: () => void;
}

/** A field that customers or offerings may have. */
export const CustomFieldForm = ({ field, onSave, onClose }: CustomFieldFormProps) => {
  const { data } = useApi('listCustomFields', {});
  const groups = [...new Set((data?.items ?? []).flatMap(({ group }) => (group ? [group] : [])))];
  const form = useForm({
    initialValues: {
      entityType: field?.entityType ?? 'customer',
      displayName: field?.displayName ?? '',
      key: field?.key ?? '',
      group: field?.group ?? '',
      unique: field?.unique ?? false,
    },
    validate: {
      key: (key) =>
        /^[a-z](?:[a-z.\-_]{0,48}[a-z])?$/.test(key)
          ? null
          : 'Small letters with . - _ between them, at most 50',
    },
  });
  const save = ({ displayName, group, ...values }: typeof form.values) =>
    onSave({ ...values, displayName: displayName.trim() || null, group: group.trim() || null });
  return (
    <EditDialog
      title={field ? `Edit ${field.displayName ?? field.key}` : 'New custom field'}
      form={form}
      verb={field ? 'Save' : 'Create'}
      onSave={save}
      onClose={onClose}
    >
      {field ? (
        <Text size="sm">Of {field.entityType}s, and stays so.</Text>
      ) : (
        <SegmentedControl
          aria-label="Of what"
          data={[
            { value: 'customer', label: 'Of customers' },
            { value: 'offering', label: 'Of offerings' },
          ]}
          {...form.getInputProps('entityType')}
        />
      )}
      <TextInput
        label="Name"
        description="As people read it."
        placeholder="CRM number"
        data-autofocus
        {...form.getInputProps('displayName')}
      />
      <TextInput
        label="Key"
        description="As programs and the columns of an import name it. It can change as long as nothing has a value."
        placeholder="crm-number"
        {...form.getInputProps('key')}
      />
      <Autocomplete
        label="Group"
        description="Fields of one group stand together; empty: of none."
        data={groups}
        {...form.getInputProps('group')}
      />
      <Checkbox
        label="No two may have the same value"
        description="For numbers of another system. A second one with the value is refused."
        {...form.getInputProps('unique', { type: 'checkbox' })}
      />
    </EditDialog>
  );
};
