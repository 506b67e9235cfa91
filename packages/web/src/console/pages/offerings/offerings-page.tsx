import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { formatNumber, nothing } from '../../../ui/format.ts';
import { nameFilter, PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { overdraftText } from '../../../ui/terms.ts';
import { OfferingDialog } from '../../catalogue/offering-dialog.tsx';
import { countingText } from '../../catalogue/offering-text.ts';
import { productFilter } from '../../evidence/scope-filters.tsx';

const columns: PlainShape<'listOfferings'>['columns'] = [
  {
    key: 'name',
    title: 'Offering',
    sortable: true,
    fixed: true,
    cell: ({ id, name }) => (
      <Link to="/offerings/$offeringId" params={{ offeringId: id }}>
        {name}
      </Link>
    ),
  },
  { key: 'sku', title: 'SKU', sortable: true, wide: true },
  {
    key: 'edition',
    title: 'Product',
    sortable: true,
    wide: true,
    cell: ({ edition }) => `${edition?.product?.name ?? ''} ${edition?.name ?? nothing}`.trim(),
  },
  { key: 'plan', title: 'Plan', sortable: true, wide: true, cell: ({ plan }) => plan?.name ?? nothing },
  {
    key: 'seatCount',
    title: 'Seats',
    sortable: true,
    align: 'right',
    cell: ({ seatCount }) => formatNumber(seatCount),
  },
  {
    key: 'overdraftSeatLimit',
    title: 'Overdraft',
    align: 'right',
    cell: ({ overdraftSeatLimit }) => overdraftText(overdraftSeatLimit),
  },
  { key: 'concurrencyMode', title: 'Seats are', sortable: true, hidden: true, cell: countingText },
  { key: 'description', title: 'Description', sortable: true, hidden: true },
  { key: 'id', title: 'Id', hidden: true },
];

/** Plans are few: they are chosen from, and not searched for. */
const plansMax = 200;

const useShape = (): PlainShape<'listOfferings'> => {
  const { data } = useApi('listPlans', { query: { pageSize: plansMax } });
  return useMemo(() => {
    const options = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
    return {
      sort: null,
      columns,
      filters: [
        nameFilter('Name or SKU'),
        productFilter,
        { key: 'planId', label: 'Plan', kind: 'choice', options },
      ],
    };
  }, [data]);
};

const OfferingsPage = () => {
  const navigate = useNavigate();
  const shape = useShape();
  const mayChange = useMay('products:admin');
  const [isCreating, creating] = useDisclosure();
  const button = mayChange && <Button onClick={creating.open}>New offering</Button>;
  return (
    <Page title="Offerings" actions={button}>
      <PlainList
        name="offerings"
        label="Offerings"
        operation="listOfferings"
        file="exportOfferings"
        shape={shape}
        query={({ filters }) => ({ ...filters, expand: 'edition,plan' })}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="Nothing is for sale yet" action={button}>
            An offering is an edition of a product under a plan, with a SKU: so many seats, and how many more
            may be used in overdraft before the next one is denied.
          </EmptyState>
        }
      />
      {isCreating && (
        <OfferingDialog
          offering={null}
          onSaved={(offeringId) => void navigate({ to: '/offerings/$offeringId', params: { offeringId } })}
          onClose={creating.close}
        />
      )}
    </Page>
  );
};

export default OfferingsPage;
