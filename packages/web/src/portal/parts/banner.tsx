import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useApi } from '../../api/use-api.ts';
import type { Reply } from '../../api/wire.ts';
import { usePermits } from '../session/session.ts';
import type { Texts } from '../texts/en.ts';
import { useTexts } from '../texts/use-texts.tsx';
import classes from './banner.module.css';
import { OwnCapDialog } from './own-cap-dialog.tsx';
import { RequestDialog } from './request-dialog.tsx';
import { capacityText, type Entitlement } from './sentences.ts';
import { stateOf } from './standing.tsx';
import { useOpenRequest } from './use-requests.ts';

type Attention = NonNullable<Reply<'getPortalOverview'>['attention']>;

const headline = (
  { banner, statuses }: Texts,
  { offeringName: name, limits, deniedThisMonth: denied, limit, status }: Entitlement,
  standing: Attention['standing'],
): string => {
  switch (standing) {
    case 'denied':
      return banner.denied(name, denied.attempts, denied.seats);
    case 'atLimit':
      return banner.atLimit(name, limit ?? limits.used);
    case 'notUsable':
      return banner.notUsable(name, statuses[status]);
    default:
      return banner.overdraft(name, limits.used, limits.bought ?? 0);
  }
};

/** How far it is to the limit, and when the growth gets there. */
const useOutlook = (entitlement: Entitlement, standing: Attention['standing']): string => {
  const texts = useTexts();
  const seesGraph = usePermits('graph');
  const { data } = useApi(
    'getPortalCapacity',
    { params: { entitlementId: entitlement.id } },
    { enabled: seesGraph && standing === 'overdraft' },
  );
  const { limit, seatsUntilLimit: left } = entitlement;
  const hasRoom = standing !== 'notUsable' && limit !== null && left !== null;
  // The sentence before names the limit.
  const when = data?.reachesLimitIn ? capacityText(texts, { ...data, limit: null }, Date.now()) : null;
  return [
    ...(hasRoom ? [texts.banner.left(left, limit)] : []),
    ...(when ? [when] : []),
    ...(standing === 'overdraft' ? [texts.banner.nobodyBlocked] : []),
  ].join(' ');
};

interface BannerProps {
  readonly attention: Attention;
  readonly entitlement: Entitlement;
}

/** What asks for somebody to act first, and the one step that helps. */
export const Banner = ({ attention: { standing, nextStep }, entitlement }: BannerProps) => {
  const texts = useTexts();
  const { banner, entitlement: words } = texts;
  const [open, setOpen] = useState<'request' | 'ownCap' | null>(null);
  const request = useOpenRequest(entitlement.id);
  const outlook = useOutlook(entitlement, standing);
  const asked = request && banner.asked(request.seats, request.requestedAt);
  const close = () => setOpen(null);
  const isRequest = nextStep === 'requestSeats' || nextStep === 'renew';
  return (
    <section className={classes.banner} data-state={stateOf[standing]} aria-label={banner.label}>
      <div className={classes.words}>
        <Text fw={650}>{headline(texts, entitlement, standing)}</Text>
        {outlook && <Text size="sm">{outlook}</Text>}
        {asked && <Text size="sm">{asked}</Text>}
        {(nextStep === 'askAdmin' || nextStep === 'contactVendor') && (
          <Text size="sm" fw={600}>
            {banner[nextStep]}
          </Text>
        )}
      </div>
      {isRequest && (
        <Button onClick={() => setOpen('request')} variant={request ? 'default' : 'filled'}>
          {request ? words.changeRequest : banner[nextStep]}
        </Button>
      )}
      {nextStep === 'raiseOwnCap' && <Button onClick={() => setOpen('ownCap')}>{banner.raiseOwnCap}</Button>}
      {open === 'request' && <RequestDialog entitlementId={entitlement.id} open={request} onClose={close} />}
      {open === 'ownCap' && <OwnCapDialog entitlement={entitlement} onClose={close} />}
    </section>
  );
};
