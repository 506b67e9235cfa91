import { Table } from '@mantine/core';
import { formatNumber } from '../ui/format.ts';
import classes from './usage-chart.module.css';
import type { Piece } from './usage-course.ts';

interface UsageFiguresProps {
  readonly pieces: readonly Piece[];
  readonly when: (piece: Piece) => string;
}

/** The chart's figures, to be read and copied. */
export const UsageFigures = ({ pieces, when }: UsageFiguresProps) => (
  <div className={classes.figures}>
    <Table stickyHeader striped verticalSpacing={4} fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>From</Table.Th>
          <Table.Th ta="right">Used</Table.Th>
          <Table.Th ta="right">Bought</Table.Th>
          <Table.Th ta="right">Hard cap</Table.Th>
          <Table.Th ta="right">Denied</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {pieces.map((piece) => (
          <Table.Tr key={piece.start}>
            <Table.Td>{when(piece)}</Table.Td>
            <Table.Td ta="right">{formatNumber(piece.used)}</Table.Td>
            <Table.Td ta="right">{piece.bought === null ? 'unlimited' : formatNumber(piece.bought)}</Table.Td>
            <Table.Td ta="right">{piece.hardCap === null ? 'none' : formatNumber(piece.hardCap)}</Table.Td>
            <Table.Td ta="right">{formatNumber(piece.denials)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </div>
);
