import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../../api/session.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { nameFilter, PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { overdraftText } from '../../../ui/terms.ts';
import { FeatureActions } from '../../catalogue/feature-actions.tsx';
import { FeatureDialog } from '../../catalogue/feature-dialog.tsx';
import { kindText, valueText } from '../../catalogue/feature-text.ts';

const columns: PlainShape<'listFeatures'>['columns'] = [
  {
    key: 'key',
    title: 'Key',
    sortable: true,
    fixed: true,
    cell: ({ id, key }) => (
      <Link to="/features/$featureId" params={{ featureId: id }}>
        {key}
      </Link>
    ),
  },
  { key: 'type', title: 'Kind', sortable: true, cell: kindText },
  { key: 'value', title: 'Value', sortable: true, align: 'right', cell: valueText },
  {
    key: 'overdraftLimit',
    title: 'Overdraft',
    align: 'right',
    wide: true,
    cell: ({ type, overdraftLimit }) => (type === 'bool' ? '' : overdraftText(overdraftLimit, 'units')),
  },
  { key: 'description', title: 'Description', sortable: true, wide: true },
  { key: 'id', title: 'Id', hidden: true },
];

const shape: PlainShape<'listFeatures'> = { sort: null, columns, filters: [nameFilter('Key')] };

const editable: PlainShape<'listFeatures'> = {
  ...shape,
  columns: [
    ...columns,
    {
      key: 'actions',
      title: 'Actions',
      align: 'right',
      fixed: true,
      cell: (feature) => <FeatureActions place={{ level: 'global' }} feature={feature} />,
    },
  ],
};

const FeaturesPage = () => {
  const mayChange = useMay('products:admin');
  const [isCreating, creating] = useDisclosure();
  const button = mayChange && <Button onClick={creating.open}>New global feature</Button>;
  return (
    <Page title="Global features" actions={button}>
      <PlainList
        name="features"
        label="Global features"
        operation="listFeatures"
        file="exportFeatures"
        shape={mayChange ? editable : shape}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No global features yet" action={button}>
            A global feature is one that every product has, with one key: a switch, a pool of units, or a
            counter of use. Products and editions may give it a value of their own.
          </EmptyState>
        }
      />
      {isCreating && <FeatureDialog place={{ level: 'global' }} feature={null} onClose={creating.close} />}
    </Page>
  );
};

export default FeaturesPage;
