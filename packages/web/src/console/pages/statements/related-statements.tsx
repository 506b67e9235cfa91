import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useApi } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { formatDate } from '../../../ui/format.ts';
import { periodText } from '../../evidence/periods.ts';
import { StatusBadge } from './status-badge.tsx';
import { Totals } from './totals.tsx';

const shown = 12;

/** Other statements of the customer: of the same period, and those around it. */
export const RelatedStatements = ({ statement }: { readonly statement: Reply<'getStatement'> }) => {
  const { customerId, id, periodStart } = statement;
  const { data } = useApi('listStatements', { query: { customerId, pageNumber: 1, pageSize: shown } });
  const others = data?.items.filter((each) => each.id !== id) ?? [];
  if (others.length === 0 && statement.status === 'draft') return null;
  return (
    <Card title="Other statements of this customer">
      {others.length === 0 && <Text c="dimmed">This is the only one.</Text>}
      {others.map((each) => (
        <Group key={each.id} justify="space-between" gap="sm" py={6}>
          <Group gap="xs">
            <Link to="/statements/$statementId" params={{ statementId: each.id }}>
              {periodText(each)}
            </Link>
            <StatusBadge {...each} />
            {each.periodStart === periodStart && (
              <Text span size="sm" c="dimmed">
                the same period
              </Text>
            )}
          </Group>
          <Text size="sm">
            <Totals totals={each.totals} isChange={each.status === 'correction'} />
            <Text span c="dimmed">
              {' '}
              closed {formatDate(each.closedDate)}
            </Text>
          </Text>
        </Group>
      ))}
      {id !== null && (
        <Text size="sm" mt="xs">
          <Link to="/statements/draft/$customerId" params={{ customerId }}>
            The draft of the open period
          </Link>
        </Text>
      )}
    </Card>
  );
};
