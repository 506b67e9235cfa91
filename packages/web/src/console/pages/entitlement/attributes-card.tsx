import { ActionIcon, Group, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { nothing } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import classes from './entitlement.module.css';
import { Override } from './override.tsx';

type Entitlement = Reply<'getEntitlement'>;
type Attribute = NonNullable<Entitlement['attributes']>[number];

interface EditAttributeProps {
  readonly entitlementId: string;
  readonly attribute: Attribute;
  readonly onClose: () => void;
}

const EditAttribute = ({ entitlementId, attribute, onClose }: EditAttributeProps) => {
  const { mutateAsync: update } = useChange('updateEntitlement');
  const form = useForm({ initialValues: { value: attribute.value ?? '' } });
  const save = async ({ value }: typeof form.values) => {
    await update({ params: { entitlementId }, body: { attributes: [{ id: attribute.id, value }] } });
    notifyDone(`${attribute.key} is changed.`);
  };
  return (
    <EditDialog title={`Attribute ${attribute.key}`} form={form} verb="Save" onSave={save} onClose={onClose}>
      <TextInput label="Value" maxLength={500} data-autofocus {...form.getInputProps('value')} />
    </EditDialog>
  );
};

/** What applications are told besides; nothing where the product has none. */
export const AttributesCard = ({ entitlement }: { readonly entitlement: Entitlement }) => {
  const mayChange = useMay('entitlements:admin');
  const [edited, setEdited] = useState<Attribute | null>(null);
  const attributes = entitlement.attributes ?? [];
  if (attributes.length === 0) return null;
  const standardOf = (id: string) =>
    entitlement.offering?.attributes.find((each) => each.id === id)?.value ?? nothing;
  return (
    <Card title="Attributes" subtitle="Told to the application with each answer">
      {attributes.map((attribute) => (
        <Group
          key={attribute.id}
          justify="space-between"
          wrap="nowrap"
          gap="xs"
          align="flex-start"
          className={classes.row}
        >
          <div>
            <Text fw={600}>{attribute.key}</Text>
            <Override
              entitlementId={entitlement.id}
              name={attribute.key}
              value={attribute.value ?? nothing}
              edited={attribute.edited}
              standard={standardOf(attribute.id)}
              of="edition"
              reset={{ resetAttributes: [attribute.id] }}
            />
          </div>
          {mayChange && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Edit ${attribute.key}`}
              onClick={() => setEdited(attribute)}
            >
              <IconPencil size={15} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      {edited && (
        <EditAttribute entitlementId={entitlement.id} attribute={edited} onClose={() => setEdited(null)} />
      )}
    </Card>
  );
};
