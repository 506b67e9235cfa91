import { Button, SimpleGrid, Table } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { formatDate, formatDateTime, nothing, words } from '../../../ui/format.ts';
import { intervalText } from '../../../ui/terms.ts';
import { AttributesCard } from './attributes-card.tsx';
import { EditTerms } from './edit-terms.tsx';
import { FeaturesCard } from './features-card.tsx';
import { Override, type Reset } from './override.tsx';

type Entitlement = Reply<'getEntitlement'>;

const schedules: Readonly<Record<Entitlement['usageResetSchedule'], string>> = {
  never: 'never',
  onRenewal: 'on renewal',
  monthly: 'every month',
};

interface Overridable {
  readonly name: string;
  readonly value: string;
  readonly edited: boolean | undefined;
  readonly standard: string;
  readonly of: 'offering' | 'product';
  readonly reset: Reset;
}

const overridablesOf = (
  entitlement: Entitlement,
  schedule: Entitlement['usageResetSchedule'] | undefined,
): Overridable[] => {
  const { editInfo, product, offering } = entitlement;
  return [
    {
      name: 'Lease',
      value: intervalText(entitlement.leasePeriod),
      edited: editInfo?.leasePeriodEdited,
      standard: product ? intervalText(product.leasePeriod) : nothing,
      of: 'product',
      reset: { resetLeasePeriod: true },
    },
    {
      name: 'Lease of offline seats',
      value: intervalText(entitlement.offlineLeasePeriod),
      edited: editInfo?.offlineLeasePeriodEdited,
      standard: product ? intervalText(product.offlineLeasePeriod) : nothing,
      of: 'product',
      reset: { resetOfflineLeasePeriod: true },
    },
    {
      name: 'Grace after the end',
      value: intervalText(entitlement.gracePeriod),
      edited: editInfo?.gracePeriodEdited,
      standard: offering ? intervalText(offering.gracePeriod) : nothing,
      of: 'offering',
      reset: { resetGracePeriod: true },
    },
    {
      name: 'Usage counts are reset',
      value: schedules[entitlement.usageResetSchedule],
      edited: editInfo?.usageResetScheduleEdited,
      standard: schedule ? schedules[schedule] : nothing,
      of: 'offering',
      reset: { resetUsageResetSchedule: true },
    },
  ];
};

const datesOf = (entitlement: Entitlement): [string, ReactNode][] => [
  ['Licence', `${words(entitlement.licenseType)}, ${entitlement.planName}`],
  ['Plan type', words(entitlement.planType)],
  ['Term', intervalText({ type: entitlement.licenseDurationType, count: entitlement.licenseDurationCount })],
  ['Began', formatDateTime(entitlement.activationDate)],
  ['Ends', formatDateTime(entitlement.expiryDate)],
  ['Grace until', formatDateTime(entitlement.gracePeriodExpiry)],
  [
    'Maintenance',
    entitlement.hasMaintenance ? `until ${formatDate(entitlement.maintenanceExpiryDate)}` : 'none',
  ],
  [
    'Counting',
    entitlement.concurrencyMode === 'nodeLock' ? 'a seat stays bound until released' : 'seats in use at once',
  ],
  ['Provisioned', formatDateTime(entitlement.provisioningDate)],
  ['Sold', formatDateTime(entitlement.created)],
  ['Entitlement id', entitlement.id],
];

const Facts = ({ rows }: { readonly rows: readonly [string, ReactNode][] }) => (
  <Table withRowBorders={false} verticalSpacing={5} layout="fixed">
    <Table.Tbody>
      {rows.map(([name, value]) => (
        <Table.Tr key={name}>
          <Table.Th scope="row" fw={400} c="dimmed" w="38%" pl={0}>
            {name}
          </Table.Th>
          <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);

/** Everything that was agreed, and what of it is other than in the offering or the product. */
export const TermsTab = ({ entitlement }: { readonly entitlement: Entitlement }) => {
  const mayChange = useMay('entitlements:admin');
  const offering = useApi('getOffering', { params: { offeringId: entitlement.offeringId } });
  const [isEditing, setEditing] = useState(false);
  const overridables = overridablesOf(entitlement, offering.data?.usageResetSchedule);
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" mb="md">
        <Card
          title="Terms"
          actions={
            mayChange && (
              <Button size="compact-sm" variant="default" onClick={() => setEditing(true)}>
                Edit
              </Button>
            )
          }
        >
          <Facts
            rows={[
              ...datesOf(entitlement).slice(0, 7),
              ...overridables.map(({ edited, ...each }): [string, ReactNode] => [
                each.name,
                <Override
                  key={each.name}
                  entitlementId={entitlement.id}
                  edited={edited ?? false}
                  {...each}
                />,
              ]),
              ...datesOf(entitlement).slice(7),
            ]}
          />
        </Card>
        <div>
          <FeaturesCard entitlement={entitlement} />
          <AttributesCard entitlement={entitlement} />
        </div>
      </SimpleGrid>
      {isEditing && <EditTerms entitlement={entitlement} onClose={() => setEditing(false)} />}
    </>
  );
};
