import { Button, Group, Skeleton, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Card } from '../../ui/card.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import classes from '../../ui/rows-card.module.css';
import { useTexts } from '../texts/use-texts.tsx';

interface Head {
  readonly title: string;
  readonly align?: 'right';
  /** Too much for a phone. */
  readonly wide?: boolean;
}

interface RowsCardProps {
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly heads: readonly Head[];
  /** Undefined: not read yet. */
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[] | undefined;
  /** Of all pages. */
  readonly total: number;
  readonly error: unknown;
  readonly onRetry: () => void;
  /** What is said where there is nothing. */
  readonly empty: string;
  readonly onMore?: (() => void) | undefined;
  readonly actions?: ReactNode;
  readonly minWidth?: number;
  /** Above the table. */
  readonly children?: ReactNode;
}

/** A card of a short table, which grows when more is asked for. */
export const RowsCard = (props: RowsCardProps) => {
  const {
    title,
    subtitle,
    heads,
    rows,
    total,
    error,
    onRetry,
    empty,
    onMore,
    actions,
    minWidth = 300,
    children,
  } = props;
  const { common } = useTexts();
  return (
    <Card title={title} subtitle={subtitle} actions={actions}>
      {error !== null && error !== undefined && <ProblemAlert error={error} onRetry={onRetry} />}
      {!rows && !error && <Skeleton height={120} />}
      {rows?.length === 0 && <Text c="dimmed">{empty}</Text>}
      {children}
      {rows && rows.length > 0 && (
        <Table.ScrollContainer
          className={classes.fit}
          minWidth={minWidth}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': title } }}
        >
          <Table verticalSpacing={6} horizontalSpacing={8}>
            <Table.Thead>
              <Table.Tr>
                {heads.map(({ title: head, align, wide }) => (
                  <Table.Th
                    key={head}
                    c="dimmed"
                    fw={600}
                    fz="sm"
                    {...(align ? { ta: align } : {})}
                    {...(wide ? { visibleFrom: 'sm' } : {})}
                  >
                    {head}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ key, cells }) => (
                <Table.Tr key={key}>
                  {heads.map(({ title: head, align, wide }, index) => (
                    <Table.Td
                      key={head}
                      style={{ overflowWrap: 'break-word' }}
                      {...(align ? { ta: align } : {})}
                      {...(wide ? { visibleFrom: 'sm' } : {})}
                    >
                      {cells[index]}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {rows && onMore && rows.length < total && (
        <Group justify="space-between" mt="xs">
          <Text size="sm" c="dimmed">
            {common.shownOf(rows.length, total)}
          </Text>
          <Button size="compact-sm" variant="default" onClick={onMore}>
            {common.showMore}
          </Button>
        </Group>
      )}
    </Card>
  );
};
