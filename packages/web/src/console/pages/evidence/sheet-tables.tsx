import { Table } from '@mantine/core';
import type { Reply } from '../../../api/wire.ts';
import { formatDateTime, formatNumber } from '../../../ui/format.ts';
import { hoursText, percentText } from '../../evidence/figures.ts';

/** The two tables of the evidence sheet. */

const factsOf = (insight: Reply<'getRenewalInsight'>): [string, string][] => [
  ['Most seats in use at once', formatNumber(insight.peak)],
  ['95 % of the time at or below', `${formatNumber(insight.p95)} seats`],
  ['Used of the bought seats', percentText(insight.utilizationRate)],
  ['Time in overdraft', hoursText(insight.overdraftSeconds)],
  ['Requests denied', formatNumber(insight.deniedAttempts)],
  ['People denied', formatNumber(insight.deniedSeats)],
  ['Denied and never served', formatNumber(insight.trueDenials)],
];

export const Figures = ({ insight }: { readonly insight: Reply<'getRenewalInsight'> }) => (
  <Table verticalSpacing={4}>
    <Table.Tbody>
      {factsOf(insight).map(([name, value]) => (
        <Table.Tr key={name}>
          <Table.Th scope="row" fw={400}>
            {name}
          </Table.Th>
          <Table.Td ta="right">
            <b>{value}</b>
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);

interface EpisodesProps {
  readonly data: Reply<'listOverdraftEpisodes'>;
  /** Of the account: whoever gets the sheet may live in another. */
  readonly timeZone: string | undefined;
}

export const Episodes = ({ data, timeZone }: EpisodesProps) => (
  <Table verticalSpacing={4}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>From</Table.Th>
        <Table.Th>To</Table.Th>
        <Table.Th ta="right">Most in use</Table.Th>
        <Table.Th ta="right">Time over</Table.Th>
        <Table.Th ta="right">Denied</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {data.items.map((each) => (
        <Table.Tr key={each.start}>
          <Table.Td>{formatDateTime(each.start, timeZone)}</Table.Td>
          <Table.Td>{each.end ? formatDateTime(each.end, timeZone) : 'goes on'}</Table.Td>
          <Table.Td ta="right">
            {formatNumber(each.peakUsed)} (+{formatNumber(each.peakOverdraftUsed)})
          </Table.Td>
          <Table.Td ta="right">{hoursText(each.overdraftMs / 1000)}</Table.Td>
          <Table.Td ta="right">{formatNumber(each.denials)}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);
