import { SimpleGrid, Skeleton, Table, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useApi } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { count, formatDate, formatNumber, nothing, words } from '../../../ui/format.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { percentText } from '../../evidence/figures.ts';

type Customer = Reply<'getCustomer'>;

const factsOf = (customer: Customer): [string, string][] => [
  ['Account reference', customer.accountRefId ?? nothing],
  ['Legal name', customer.legalName ?? nothing],
  ['Type', words(customer.type)],
  ['Contract since', formatDate(customer.contractStartDate)],
  ['Contract renewal', formatDate(customer.contractRenewalDate)],
  ['Website', customer.website ?? nothing],
  ...Object.entries(customer.customFields ?? {}).map(([key, value]): [string, string] => [
    key,
    value ?? nothing,
  ]),
];

const FactsCard = ({ customer }: { readonly customer: Customer }) => (
  <Card
    title="Customer"
    actions={
      <StateBadge state={customer.status === 'active' ? 'within' : 'off'}>{customer.status}</StateBadge>
    }
  >
    <Table withRowBorders={false} verticalSpacing={5} layout="fixed">
      <Table.Tbody>
        {factsOf(customer).map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={400} c="dimmed" w="40%" pl={0}>
              {name}
            </Table.Th>
            <Table.Td>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
    {customer.description && <Text mt="sm">{customer.description}</Text>}
  </Card>
);

const InsightCard = ({ insight }: { readonly insight: Reply<'getCustomerRenewalInsight'> }) => (
  <Card
    title={`All entitlements: ${words(insight.class)}`}
    subtitle={`${formatNumber(insight.purchased)} seats bought, ${formatNumber(insight.peak)} at the busiest moment of 12 months`}
  >
    {insight.reasons.map((reason) => (
      <Text key={reason} size="sm">
        {reason}
      </Text>
    ))}
  </Card>
);

const heads = ['Entitlement', 'What it needs', 'Bought', 'Most in use', 'Used', 'Recommended'];

interface EntitlementsCardProps {
  readonly insight: Reply<'getCustomerRenewalInsight'>;
  /** Offering names by entitlement. */
  readonly names: ReadonlyMap<string, string>;
}

const EntitlementsCard = ({ insight, names }: EntitlementsCardProps) => (
  <Card title="Entitlements" subtitle={count(insight.entitlements.length, 'entitlement')}>
    {insight.entitlements.length === 0 && (
      <Text c="dimmed">
        Nothing is sold to this customer yet. An order with an offering makes an entitlement.
      </Text>
    )}
    {insight.entitlements.length > 0 && (
      <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              {heads.map((head, index) => (
                <Table.Th key={head} ta={index < 2 ? 'left' : 'right'}>
                  {head}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {insight.entitlements.map((each) => (
              <Table.Tr key={each.entitlementId}>
                <Table.Td>
                  <Link to="/entitlements/$entitlementId" params={{ entitlementId: each.entitlementId }}>
                    {names.get(each.entitlementId) ?? each.entitlementId}
                  </Link>
                </Table.Td>
                <Table.Td>{words(each.class)}</Table.Td>
                <Table.Td ta="right">{formatNumber(each.purchased)}</Table.Td>
                <Table.Td ta="right">{formatNumber(each.peak)}</Table.Td>
                <Table.Td ta="right">{percentText(each.utilizationRate)}</Table.Td>
                <Table.Td ta="right">{formatNumber(each.recommended?.mid ?? null)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    )}
  </Card>
);

const CustomerPage = () => {
  const { customerId = '' } = useParams({ strict: false }) as { customerId?: string };
  const { data, error, refetch } = useApi('getCustomer', { params: { customerId } });
  const insight = useApi('getCustomerRenewalInsight', { params: { customerId } });
  const sold = useApi('runReport', {
    body: {
      subject: 'entitlements',
      columns: ['entitlementId', 'offeringName'],
      filter: [{ column: 'customerId', operator: 'eq', value: customerId }],
    },
    query: { pageNumber: 1, pageSize: 200 },
  });
  const names = new Map(
    (sold.data?.items ?? []).map((row) => [String(row.entitlementId), String(row.offeringName)]),
  );
  const failed = error ?? insight.error;
  return (
    <Page title={data?.name ?? 'Customer'} subtitle={data?.accountRefId ?? undefined}>
      {failed && (
        <ProblemAlert
          error={failed}
          onRetry={() => {
            void refetch();
            void insight.refetch();
          }}
        />
      )}
      {!data && !failed && <Skeleton height={240} />}
      {data && (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <FactsCard customer={data} />
          {insight.data ? <InsightCard insight={insight.data} /> : <Skeleton height={180} />}
        </SimpleGrid>
      )}
      {insight.data && <EntitlementsCard insight={insight.data} names={names} />}
    </Page>
  );
};

export default CustomerPage;
