import { Link } from '@tanstack/react-router';
import type { Row } from '../../../api/wire.ts';
import { nameFilter, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { formatMoney } from '../../../ui/money.ts';
import { rateText } from '../../evidence/periods.ts';
import { entitlementFilter, offeringFilter } from '../../evidence/scope-filters.tsx';

type Rate = Row<'listRates'>;

/** Of what a rate is, as people call it. */
export const placeText = ({ entitlementId, offeringId, offeringName, customerName }: Rate): string => {
  if (entitlementId !== null)
    return [offeringName ?? entitlementId, customerName].filter(Boolean).join(' of ');
  if (offeringId !== null) return offeringName ?? offeringId;
  return 'the whole account';
};

const placeCell = (rate: Rate) => {
  const { entitlementId, offeringId } = rate;
  if (entitlementId !== null) {
    return (
      <Link to="/entitlements/$entitlementId" params={{ entitlementId }}>
        {placeText(rate)}
      </Link>
    );
  }
  if (offeringId === null) return <b>{placeText(rate)}</b>;
  return placeText(rate);
};

const levelOf = ({ entitlementId, offeringId }: Rate): string =>
  entitlementId !== null ? 'entitlement' : offeringId !== null ? 'offering' : 'account';

const validText = ({ validFrom, validTo }: Rate, timeZone: string): string => {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone });
  const day = (instant: string) => format.format(new Date(instant));
  if (validFrom && validTo) return `from ${day(validFrom)} until before ${day(validTo)}`;
  if (validFrom) return `from ${day(validFrom)}`;
  return validTo ? `until before ${day(validTo)}` : 'always';
};

/** Days are those of the account's time zone, as billing periods are. */
export const rateShape = (timeZone: string): PlainShape<'listRates'> => ({
  sort: null,
  columns: [
    { key: 'offeringName', title: 'For', sortable: true, fixed: true, cell: placeCell },
    { key: 'level', title: 'Level', wide: true, cell: levelOf },
    { key: 'featureKey', title: 'What', sortable: true, cell: ({ featureKey }) => featureKey ?? 'seats' },
    {
      key: 'amount',
      title: 'Price',
      sortable: true,
      align: 'right',
      cell: ({ amount, currency }) => formatMoney(amount, currency),
    },
    {
      key: 'kind',
      title: 'In words',
      sortable: true,
      wide: true,
      cell: (rate) => rateText(rate, rate.featureKey !== null),
    },
    {
      key: 'validFrom',
      title: 'Periods that begin',
      sortable: true,
      wide: true,
      cell: (rate) => validText(rate, timeZone),
    },
    {
      key: 'trueUpFrom',
      title: 'True-up',
      hidden: true,
      cell: ({ trueUpFrom }) => (trueUpFrom ? 'only new peaks' : 'no'),
    },
  ],
  filters: [nameFilter('Any name'), offeringFilter, entitlementFilter],
});
