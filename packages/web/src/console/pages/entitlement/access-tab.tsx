import { SimpleGrid, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { formatDateTime } from '../../../ui/format.ts';
import { CodesCard } from './codes-card.tsx';
import { ContactsCard } from './contacts-card.tsx';
import { LicenseFileCard } from './license-file-card.tsx';

interface AccessTabProps {
  readonly group: Reply<'getEntitlementGroup'>;
  /** The one that is looked at. */
  readonly entitlementId: string;
}

/** The order: who may activate it, with what, and what else it has. */
export const AccessTab = ({ group, entitlementId }: AccessTabProps) => {
  const others = (group.entitlements ?? []).filter(({ id }) => id !== entitlementId);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <CodesCard group={group} />
      <ContactsCard groupId={group.id} customerId={group.customerId} />
      <Card
        title={`Order ${group.orderRefId ?? ''}`.trim()}
        subtitle={`Made on ${formatDateTime(group.created)}`}
      >
        {others.length === 0 && <Text c="dimmed">This entitlement is all there is in the order.</Text>}
        {others.map(({ id, offeringName, sku }) => (
          <Text key={id}>
            <Link to="/entitlements/$entitlementId" params={{ entitlementId: id }}>
              {offeringName}
            </Link>
            , SKU {sku}
          </Text>
        ))}
      </Card>
      <LicenseFileCard group={group} />
    </SimpleGrid>
  );
};
