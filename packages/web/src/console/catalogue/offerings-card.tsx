import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMay } from '../../api/session.ts';
import { useApi } from '../../api/use-api.ts';
import type { Row } from '../../api/wire.ts';
import { formatNumber } from '../../ui/format.ts';
import { RowsCard } from '../../ui/rows-card.tsx';
import { overdraftText } from '../../ui/terms.ts';
import { OfferingDialog } from './offering-dialog.tsx';

/** As many as a card can hold; the list of offerings has all. */
const shownMax = 100;

const heads = [
  { title: 'Offering' },
  { title: 'SKU', wide: true },
  { title: 'Product, edition', wide: true },
  { title: 'Plan', wide: true },
  { title: 'Seats', align: 'right' },
  { title: 'Overdraft', align: 'right' },
] as const;

const rowOf = (offering: Row<'listOfferings'>) => ({
  key: offering.id,
  cells: [
    <Link key="name" to="/offerings/$offeringId" params={{ offeringId: offering.id }}>
      {offering.name}
    </Link>,
    offering.sku,
    `${offering.edition?.product?.name ?? ''}, ${offering.edition?.name ?? ''}`,
    offering.plan?.name,
    formatNumber(offering.seatCount),
    overdraftText(offering.overdraftSeatLimit),
  ],
});

interface OfferingsCardProps {
  readonly query: { readonly productId: string } | { readonly planId: string };
}

/** The offerings of a product, or of a plan. */
export const OfferingsCard = ({ query }: OfferingsCardProps) => {
  const navigate = useNavigate();
  const mayChange = useMay('products:admin');
  const [isCreating, creating] = useDisclosure();
  const given = { query: { ...query, expand: 'edition,plan', pageSize: shownMax } };
  const { data, error, refetch } = useApi('listOfferings', given);
  return (
    <>
      <RowsCard
        title="Offerings"
        subtitle={
          data && data.elementsTotal > shownMax
            ? `The first ${formatNumber(shownMax)} of ${formatNumber(data.elementsTotal)}`
            : undefined
        }
        heads={heads}
        rows={data?.items.map(rowOf)}
        total={data?.elementsTotal ?? 0}
        error={error}
        onRetry={refetch}
        empty="None yet. An offering sells an edition under a plan, with so many seats."
        minWidth={640}
        actions={
          mayChange && (
            <Button size="compact-sm" variant="default" onClick={creating.open}>
              New offering
            </Button>
          )
        }
      />
      {isCreating && (
        <OfferingDialog
          offering={null}
          begun={query}
          onSaved={(offeringId) => void navigate({ to: '/offerings/$offeringId', params: { offeringId } })}
          onClose={creating.close}
        />
      )}
    </>
  );
};
