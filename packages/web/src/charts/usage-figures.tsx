import { Table } from '@mantine/core';
import { formatNumber } from '../ui/format.ts';
import classes from './usage-chart.module.css';
import type { Piece } from './usage-course.ts';
import { useChartWords } from './words.tsx';

interface UsageFiguresProps {
  readonly pieces: readonly Piece[];
  readonly when: (piece: Piece) => string;
}

/** The chart's figures, to be read and copied. */
export const UsageFigures = ({ pieces, when }: UsageFiguresProps) => {
  const words = useChartWords();
  const hasOwnCap = pieces.some(({ ownCap }) => ownCap !== null);
  return (
    <div className={classes.figures}>
      <Table stickyHeader striped verticalSpacing={4} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.from}</Table.Th>
            <Table.Th ta="right">{words.used}</Table.Th>
            <Table.Th ta="right">{words.bought}</Table.Th>
            <Table.Th ta="right">{words.hardCap}</Table.Th>
            {hasOwnCap && <Table.Th ta="right">{words.ownCap}</Table.Th>}
            <Table.Th ta="right">{words.denied}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {pieces.map((piece) => (
            <Table.Tr key={piece.start}>
              <Table.Td>{when(piece)}</Table.Td>
              <Table.Td ta="right">{formatNumber(piece.used)}</Table.Td>
              <Table.Td ta="right">
                {piece.bought === null ? words.unlimited : formatNumber(piece.bought)}
              </Table.Td>
              <Table.Td ta="right">
                {piece.hardCap === null ? words.none : formatNumber(piece.hardCap)}
              </Table.Td>
              {hasOwnCap && (
                <Table.Td ta="right">
                  {piece.ownCap === null ? words.none : formatNumber(piece.ownCap)}
                </Table.Td>
              )}
              <Table.Td ta="right">{formatNumber(piece.denials)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
