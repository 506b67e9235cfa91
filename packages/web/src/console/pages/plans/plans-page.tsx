import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMay } from '../../../api/session.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { words } from '../../../ui/format.ts';
import { nameFilter, PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { planTypeText, startText, termText } from '../../catalogue/plan-text.ts';
import { PlanDialog } from './plan-dialog.tsx';

const shape: PlainShape<'listPlans'> = {
  sort: null,
  columns: [
    {
      key: 'name',
      title: 'Plan',
      sortable: true,
      fixed: true,
      cell: ({ id, name }) => (
        <Link to="/plans/$planId" params={{ planId: id }}>
          {name}
        </Link>
      ),
    },
    { key: 'licenseType', title: 'Licence', sortable: true, cell: ({ licenseType }) => words(licenseType) },
    { key: 'licenseDuration', title: 'Term', sortable: true, cell: termText },
    { key: 'licenseStartType', title: 'Begins', sortable: true, wide: true, cell: startText },
    { key: 'planType', title: 'Kind', sortable: true, wide: true, cell: planTypeText },
    { key: 'description', title: 'Description', sortable: true, wide: true },
    { key: 'id', title: 'Id', hidden: true },
  ],
  filters: [nameFilter('Name')],
};

const PlansPage = () => {
  const navigate = useNavigate();
  const mayChange = useMay('products:admin');
  const [isCreating, creating] = useDisclosure();
  const button = mayChange && <Button onClick={creating.open}>New plan</Button>;
  return (
    <Page title="Plans" actions={button}>
      <PlainList
        name="plans"
        label="Plans"
        operation="listPlans"
        file="exportPlans"
        shape={shape}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No plans yet" action={button}>
            A plan says for how long something is sold: for ever, or for a term that begins with the sale or
            with the first activation. Offerings combine it with an edition.
          </EmptyState>
        }
      />
      {isCreating && (
        <PlanDialog
          plan={null}
          onSaved={(planId) => void navigate({ to: '/plans/$planId', params: { planId } })}
          onClose={creating.close}
        />
      )}
    </Page>
  );
};

export default PlansPage;
