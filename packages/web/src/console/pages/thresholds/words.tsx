import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { formatNumber } from '../../../ui/format.ts';

/** Thresholds in words. */

type Threshold = Pick<Row<'listThresholds'>, 'measure' | 'value' | 'featureKey'>;

/** `90 % of the bought seats are in use`. */
export const conditionText = ({ measure, value, featureKey }: Threshold): string => {
  const thing = featureKey ? `units of ${featureKey}` : 'seats';
  const figure = formatNumber(value);
  if (measure === 'absolute') return `${figure} ${thing} are in use`;
  if (measure === 'percentOfHardCap') return `${figure} % of all ${thing} up to the hard cap are in use`;
  return `${figure} % of the bought ${thing} are in use`;
};

type Mail = Row<'listThresholds'>['mail'];

/** `an event, and a mail to the owners and ann@example.com`. A customer's own make no events. */
export const consequenceText = (mail: Mail, isOwn = false): string => {
  if (!mail) return 'an event';
  const people = [
    ...(mail.toOwners ? ['the owners of the customer'] : []),
    ...(mail.toContacts ? ["the customer's key contacts"] : []),
    ...mail.addresses,
  ];
  const list = new Intl.ListFormat('en', { type: 'conjunction' }).format(people);
  return isOwn ? `a mail to ${list}` : `an event, and a mail to ${list}`;
};

const OfferingName = ({ offeringId }: { readonly offeringId: string }) => {
  const enabled = useMay('products:read', 'products:admin');
  const { data } = useApi('getOffering', { params: { offeringId } }, { enabled });
  return <>what was sold as {data?.name ?? offeringId}</>;
};

const EntitlementName = ({ entitlementId }: { readonly entitlementId: string }) => {
  const enabled = useMay('entitlements:read', 'entitlements:admin');
  const { data } = useApi('getEntitlement', { params: { entitlementId } }, { enabled });
  return <>one entitlement: {data?.offeringName ?? entitlementId}</>;
};

interface PlaceProps {
  readonly offeringId: string | null;
  readonly entitlementId: string | null;
}

/** What a threshold looks at. */
export const Place = ({ offeringId, entitlementId }: PlaceProps) => {
  if (entitlementId) return <EntitlementName entitlementId={entitlementId} />;
  if (offeringId) return <OfferingName offeringId={offeringId} />;
  return <>every entitlement</>;
};
