import { Button, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useApi } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { formatDate, formatNumber, localeInUse, nothing, words } from '../../../ui/format.ts';
import { StateBadge } from '../../../ui/state-badge.tsx';

type Customer = Reply<'getCustomer'>;

const countryText = (code: string | null | undefined) =>
  code && /^[A-Z]{2}$/.test(code) ? new Intl.DisplayNames(localeInUse(), { type: 'region' }).of(code) : code;

const addressText = ({ address }: Customer): string => {
  if (!address) return nothing;
  const { addressLine1, addressLine2, postalCode, city, stateRegion, country } = address;
  const place = [postalCode, city].filter(Boolean).join(' ');
  return (
    [addressLine1, addressLine2, place, stateRegion, countryText(country)].filter(Boolean).join(', ') ||
    nothing
  );
};

const linkTo = (url: string | null): ReactNode =>
  url && /^https?:\/\//.test(url) ? (
    <a href={url} rel="noreferrer" target="_blank">
      {url.replace(/^https?:\/\//, '')}
    </a>
  ) : (
    (url ?? nothing)
  );

const factsOf = (customer: Customer, names: ReadonlyMap<string, string>): [string, ReactNode][] => [
  ['Account reference', customer.accountRefId ?? nothing],
  ['Legal name', customer.legalName ?? nothing],
  ['Type', words(customer.type)],
  ['Contract since', formatDate(customer.contractStartDate)],
  ['Contract renewal', formatDate(customer.contractRenewalDate)],
  ['Contract value', formatNumber(customer.contractValue)],
  ['Address', addressText(customer)],
  ['Website', linkTo(customer.website)],
  ...Object.entries(customer.customFields ?? {}).map(([key, value]): [string, ReactNode] => [
    names.get(key) ?? key,
    value ?? nothing,
  ]),
];

interface FactsCardProps {
  readonly customer: Customer;
  /** Left out: the reader may not. */
  readonly onEdit: (() => void) | undefined;
}

/** Who the customer is. */
export const FactsCard = ({ customer, onEdit }: FactsCardProps) => {
  const { data } = useApi('listEntityCustomFields', { params: { entityType: 'customer' } });
  const names = new Map((data?.items ?? []).map(({ key, displayName }) => [key, displayName ?? key]));
  return (
    <Card
      title={
        <>
          Customer{' '}
          <StateBadge state={customer.status === 'active' ? 'within' : 'off'}>{customer.status}</StateBadge>
        </>
      }
      actions={
        onEdit && (
          <Button size="compact-sm" variant="default" onClick={onEdit}>
            Edit
          </Button>
        )
      }
    >
      <Table withRowBorders={false} verticalSpacing={5} layout="fixed">
        <Table.Tbody>
          {factsOf(customer, names).map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400} c="dimmed" w="40%" pl={0}>
                {name}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {customer.description && <Text mt="sm">{customer.description}</Text>}
    </Card>
  );
};
