import { Select, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChanging } from '../../api/use-changing.ts';
import { EditDialog } from '../../ui/form/edit-dialog.tsx';
import { type Attribute, createAttributeAt, setAttributeAt, updateAttributeAt } from './attribute-calls.ts';
import { isOwn, type Place } from './place.ts';

const kinds = [
  { value: 'string', label: 'text' },
  { value: 'number', label: 'number' },
  { value: 'date', label: 'date' },
];

const checks = [
  { value: 'none', label: 'anything' },
  { value: 'email', label: 'an e-mail address' },
  { value: 'regex', label: 'what a regular expression matches' },
];

type Rule = NonNullable<Attribute['validationRules']>[number];

const valuesOf = (attribute: Attribute | null) => {
  const rule = attribute?.validationRules?.[0];
  return {
    key: attribute?.key ?? '',
    type: attribute?.type ?? ('string' as Attribute['type']),
    value: attribute?.value ?? '',
    check: rule?.ruleType ?? 'none',
    regex: rule?.ruleType === 'regex' ? rule.regex : '',
    errorMessage: rule?.ruleType === 'regex' ? rule.errorMessage : '',
  };
};

type Values = ReturnType<typeof valuesOf>;

/** The first rule is edited here; others, made through the API, stay as they are. */
const rulesOf = ({ check, regex, errorMessage }: Values, attribute: Attribute | null): Rule[] | null => {
  const others = attribute?.validationRules?.slice(1) ?? [];
  const first: Rule[] =
    check === 'email'
      ? [{ ruleType: 'email' }]
      : check === 'regex'
        ? [{ ruleType: 'regex', regex, errorMessage }]
        : [];
  const rules = [...first, ...others];
  return rules.length === 0 ? null : rules;
};

interface AttributeDialogProps {
  readonly place: Place;
  /** Null: a new one. */
  readonly attribute: Attribute | null;
  readonly onClose: () => void;
}

/** Defines an attribute, or gives it a value here. */
export const AttributeDialog = ({ place, attribute, onClose }: AttributeDialogProps) => {
  const form = useForm({ initialValues: valuesOf(attribute) });
  const changing = useChanging();
  const isDefinition = attribute === null || isOwn(attribute, place);
  const { type, check } = form.values;
  const save = (values: Values) =>
    changing(async () => {
      const value = values.value === '' ? null : values.value;
      const definition = { key: values.key, value, validationRules: rulesOf(values, attribute) };
      if (!attribute) await createAttributeAt(place, { ...definition, type: values.type });
      else if (isDefinition) await updateAttributeAt(place, attribute.id, definition);
      else if (place.level !== 'global') await setAttributeAt(place, attribute.id, value);
    });
  return (
    <EditDialog
      title={
        attribute
          ? isDefinition
            ? `Edit ${attribute.key}`
            : `${attribute.key} in this ${place.level}`
          : 'New attribute'
      }
      form={form}
      verb={attribute ? 'Save' : 'Create attribute'}
      onSave={save}
      onClose={onClose}
    >
      {isDefinition && (
        <>
          <TextInput
            label="Key"
            description="Under this name the application is told its value."
            required
            maxLength={50}
            data-autofocus
            {...form.getInputProps('key')}
          />
          <Select
            label="Kind"
            data={kinds}
            allowDeselect={false}
            disabled={attribute !== null}
            {...form.getInputProps('type')}
          />
        </>
      )}
      <TextInput
        label="Value"
        description={
          isDefinition ? 'Where nothing else is set; products, editions and entitlements may.' : undefined
        }
        type={type === 'date' ? 'date' : 'text'}
        inputMode={type === 'number' ? 'decimal' : undefined}
        maxLength={500}
        {...form.getInputProps('value')}
      />
      {isDefinition && type === 'string' && (
        <Select label="It has to be" data={checks} allowDeselect={false} {...form.getInputProps('check')} />
      )}
      {isDefinition && type === 'string' && check === 'regex' && (
        <>
          <TextInput label="Regular expression" required {...form.getInputProps('regex')} />
          <TextInput
            label="What is said when it does not match"
            required
            maxLength={50}
            {...form.getInputProps('errorMessage')}
          />
        </>
      )}
      {!isDefinition && (
        <Text size="sm" c="dimmed">
          It holds in this {place.level}, also for entitlements sold already that have no value of their own.
        </Text>
      )}
    </EditDialog>
  );
};
