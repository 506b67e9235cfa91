import { Button, Skeleton, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import { Card } from '../../../ui/card.tsx';
import { type Fact, FactsTable } from '../../../ui/facts-table.tsx';
import { count, nothing } from '../../../ui/format.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { intervalText } from '../../../ui/terms.ts';
import { FeaturesCard } from '../../catalogue/features-card.tsx';
import { OfferingDialog } from '../../catalogue/offering-dialog.tsx';
import { countingText, resetText } from '../../catalogue/offering-text.ts';
import type { Offering } from '../../catalogue/offering-values.ts';
import classes from '../../catalogue/offerings.module.css';
import { startText, termText } from '../../catalogue/plan-text.ts';
import { DeleteOffering } from './delete-offering.tsx';
import { OverdraftCard } from './overdraft-card.tsx';
import { RatesCard } from './rates-card.tsx';
import { SoldCard } from './sold-card.tsx';

const maintenanceText = ({ hasMaintenance, maintenanceDuration }: Offering): string => {
  if (!hasMaintenance) return 'none';
  return maintenanceDuration.type === 'none' ? 'as long as the licence' : intervalText(maintenanceDuration);
};

const graceText = ({ gracePeriod, edition }: Offering): string => {
  if (gracePeriod) return intervalText(gracePeriod);
  return edition?.product ? `${intervalText(edition.product.gracePeriod)}, as the product has it` : nothing;
};

const editionLink = ({ edition }: Offering): ReactNode =>
  edition ? (
    <>
      <Link to="/products/$productId" params={{ productId: edition.productId }}>
        {edition.product?.name}
      </Link>
      ,{' '}
      <Link
        to="/products/$productId/editions/$editionId"
        params={{ productId: edition.productId, editionId: edition.id }}
      >
        {edition.name}
      </Link>
    </>
  ) : (
    nothing
  );

const factsOf = (offering: Offering): Fact[] => [
  ['Seats', `${count(offering.seatCount, 'seat')}, ${countingText(offering)}`],
  ['Product, edition', editionLink(offering)],
  [
    'Plan',
    offering.plan ? (
      <Link key="plan" to="/plans/$planId" params={{ planId: offering.planId }}>
        {offering.plan.name}
      </Link>
    ) : (
      nothing
    ),
  ],
  ['Term', offering.plan ? `${termText(offering.plan)}; begins ${startText(offering.plan)}` : nothing],
  ['Grace', graceText(offering)],
  ['Maintenance', maintenanceText(offering)],
  ['Counters begin anew', resetText(offering.usageResetSchedule)],
  ...Object.entries(offering.customFields ?? {}).map(([key, value]): Fact => [key, value ?? nothing]),
  ['Id', <code key="id">{offering.id}</code>],
];

const Actions = ({ offering }: { readonly offering: Offering }) => {
  const mayChange = useMay('products:admin');
  const maySell = useMay('entitlements:create');
  const [isEditing, editing] = useDisclosure();
  const [isDeleting, deleting] = useDisclosure();
  return (
    <>
      {mayChange && (
        <>
          <Button variant="default" onClick={deleting.open}>
            Delete
          </Button>
          <Button variant="default" onClick={editing.open}>
            Edit
          </Button>
        </>
      )}
      {maySell && (
        <Button renderRoot={(props) => <Link {...props} to="/entitlements" search={{ sell: offering.id }} />}>
          Sell
        </Button>
      )}
      {isEditing && <OfferingDialog offering={offering} onClose={editing.close} />}
      {isDeleting && <DeleteOffering offering={offering} onClose={deleting.close} />}
    </>
  );
};

const OfferingPage = () => {
  const { offeringId = '' } = useParams({ strict: false }) as { offeringId?: string };
  const given = { params: { offeringId }, query: { expand: 'edition,plan,stats' } };
  const { data, error, refetch } = useApi('getOffering', given);
  return (
    <Page
      title={data?.name ?? 'Offering'}
      subtitle={data ? `SKU ${data.sku}` : undefined}
      actions={data && <Actions offering={data} />}
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={420} />}
      {data && (
        <>
          <div className={classes.top}>
            <Stack gap="md">
              <OverdraftCard offering={data} />
              <RatesCard offeringId={offeringId} />
            </Stack>
            <Card title="What is sold" subtitle={data.description ?? undefined}>
              <FactsTable facts={factsOf(data)} />
            </Card>
          </div>
          <SoldCard offeringId={offeringId} />
          {data.edition && (
            <FeaturesCard
              place={{ level: 'edition', productId: data.edition.productId, editionId: data.editionId }}
              readOnly
            />
          )}
        </>
      )}
    </Page>
  );
};

export default OfferingPage;
