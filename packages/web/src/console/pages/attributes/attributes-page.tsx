import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../../api/session.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { nameFilter, PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { AttributeActions } from '../../catalogue/attribute-actions.tsx';
import { AttributeDialog } from '../../catalogue/attribute-dialog.tsx';
import { rulesText, typeText } from '../../catalogue/attribute-text.ts';

const columns: PlainShape<'listAttributes'>['columns'] = [
  {
    key: 'key',
    title: 'Key',
    sortable: true,
    fixed: true,
    cell: ({ id, key }) => (
      <Link to="/attributes/$attributeId" params={{ attributeId: id }}>
        {key}
      </Link>
    ),
  },
  { key: 'type', title: 'Kind', sortable: true, cell: typeText },
  { key: 'value', title: 'Value', sortable: true },
  { key: 'validationRules', title: 'It has to be', wide: true, cell: rulesText },
  { key: 'id', title: 'Id', hidden: true },
];

const shape: PlainShape<'listAttributes'> = { sort: null, columns, filters: [nameFilter('Key')] };

const editable: PlainShape<'listAttributes'> = {
  ...shape,
  columns: [
    ...columns,
    {
      key: 'actions',
      title: 'Actions',
      align: 'right',
      fixed: true,
      cell: (attribute) => <AttributeActions place={{ level: 'global' }} attribute={attribute} />,
    },
  ],
};

const AttributesPage = () => {
  const mayChange = useMay('products:admin');
  const [isCreating, creating] = useDisclosure();
  const button = mayChange && <Button onClick={creating.open}>New global attribute</Button>;
  return (
    <Page title="Global attributes" actions={button}>
      <PlainList
        name="attributes"
        label="Global attributes"
        operation="listAttributes"
        file="exportAttributes"
        shape={mayChange ? editable : shape}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No global attributes yet" action={button}>
            A global attribute is a text, a number or a date that every product has: the application is told
            it with its seat. Products, editions and entitlements may give it a value of their own.
          </EmptyState>
        }
      />
      {isCreating && (
        <AttributeDialog place={{ level: 'global' }} attribute={null} onClose={creating.close} />
      )}
    </Page>
  );
};

export default AttributesPage;
