import { Link } from '@tanstack/react-router';
import { useApi } from '../../../api/use-api.ts';
import type { Query, Row } from '../../../api/wire.ts';
import { formatNumber } from '../../../ui/format.ts';
import { overdraftText } from '../../../ui/terms.ts';
import { RowsCard } from '../entitlement/rows-card.tsx';

/** As many as a card can hold; the list of offerings has all. */
const shownMax = 100;

const heads = [
  { title: 'Offering' },
  { title: 'SKU' },
  { title: 'Edition' },
  { title: 'Plan' },
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
    offering.edition?.name,
    offering.plan?.name,
    formatNumber(offering.seatCount),
    overdraftText(offering.overdraftSeatLimit),
  ],
});

interface OfferingsCardProps {
  readonly query: Pick<NonNullable<Query<'listOfferings'>>, 'productId' | 'planId'>;
}

/** The offerings of a product, or of a plan. */
export const OfferingsCard = ({ query }: OfferingsCardProps) => {
  const given = { query: { ...query, expand: 'edition,plan', pageSize: shownMax } };
  const { data, error, refetch } = useApi('listOfferings', given);
  return (
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
    />
  );
};
