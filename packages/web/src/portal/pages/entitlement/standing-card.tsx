import { Text } from '@mantine/core';
import { useApi } from '../../../api/use-api.ts';
import { Card } from '../../../ui/card.tsx';
import { Meter } from '../../parts/meter.tsx';
import { capacityText, type Entitlement, nextDateText, untilLimitText } from '../../parts/sentences.ts';
import { usePermits } from '../../session/session.ts';
import { useTexts, useWording } from '../../texts/use-texts.tsx';
import classes from './entitlement.module.css';

const useCapacity = (entitlementId: string): string | null => {
  const texts = useTexts();
  const { data } = useApi(
    'getPortalCapacity',
    { params: { entitlementId } },
    { enabled: usePermits('graph') },
  );
  return data ? capacityText(texts, data, Date.now()) : null;
};

/** How it stands, in words and as a bar, and the terms that count. */
export const StandingCard = ({ entitlement }: { readonly entitlement: Entitlement }) => {
  const texts = useTexts();
  const { number } = useWording();
  const { seats, common, entitlement: words } = texts;
  const { limits, limit, ownCap, id, orderRefId, productName, sku } = entitlement;
  const capacity = useCapacity(id);
  const amount = (value: number | null) => (value === null ? common.unlimited : number(value));
  const facts = [
    [words.bought, amount(limits.bought)],
    [words.overdraft, amount(limits.allowance)],
    [words.limit, amount(limits.hardCap)],
    [words.ownCap, ownCap === null ? common.none : number(ownCap)],
    [words.next, nextDateText(texts, entitlement)],
    [words.product, texts.overview.product(productName, sku)],
    ...(orderRefId === null ? [] : [[words.order, orderRefId]]),
  ] as const;
  return (
    <Card>
      <div className={classes.standing}>
        <div>
          <Text fz={26} fw={650} lh={1.2}>
            {seats.usedOf(limits.used, limits.bought)}
          </Text>
          <Text mb="sm">{untilLimitText(texts, entitlement)}</Text>
          <Meter used={limits.used} bought={limits.bought} limit={limit} />
          {ownCap !== null && (
            <Text size="sm" mt="sm">
              {seats.ownLimit(ownCap, limits.hardCap)}
            </Text>
          )}
          {capacity && (
            <Text size="sm" mt="sm" c="dimmed">
              {capacity}
            </Text>
          )}
        </div>
        <dl className={classes.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Card>
  );
};
