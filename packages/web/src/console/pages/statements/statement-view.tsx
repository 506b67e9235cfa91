import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { formatDateTime } from '../../../ui/format.ts';
import { Page } from '../../../ui/page.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { periodText } from '../../evidence/periods.ts';
import { DownloadMenu } from './download-menu.tsx';
import { FactsDrawer } from './facts-drawer.tsx';
import { LineCard } from './line-card.tsx';
import { RelatedStatements } from './related-statements.tsx';
import { StatusBadge } from './status-badge.tsx';
import { Totals } from './totals.tsx';

type Statement = Reply<'getStatement'>;

const standing = ({ status, periodEnd, closedDate, timeZone }: Statement): string => {
  if (status === 'draft')
    return `The period is open until ${formatDateTime(periodEnd, timeZone)}. Until it is closed these figures move with what happens.`;
  if (status === 'correction')
    return `Closed on ${formatDateTime(closedDate)}, because more became known of a period that was closed already. It says what is true now, and its total is what that adds to what was said before.`;
  return `Closed on ${formatDateTime(closedDate)}. Nothing in it changes any more: what becomes known later is a correction.`;
};

const TotalCard = ({ statement }: { readonly statement: Statement }) => (
  <Card
    title={statement.status === 'correction' ? 'Adds to what was said before' : 'Total'}
    subtitle={standing(statement)}
  >
    <Text size="1.75rem" fw={700} lh={1.2}>
      <Totals totals={statement.totals} isChange={statement.status === 'correction'} />
    </Text>
    {statement.totals.length === 0 && (
      <Text c="dimmed" size="sm">
        No rate prices what this customer holds. <Link to="/rates">Rates</Link> say what overdraft costs.
      </Text>
    )}
  </Card>
);

/** A statement, draft or closed: what it comes to, line by line in words, with the rows behind each figure. */
export const StatementView = ({ statement }: { readonly statement: Statement }) => {
  const [search, setSearch] = useUrlSearch();
  const { lines, customerId, customerName } = statement;
  const opened = lines.find(({ id }) => id !== null && id === search.line);
  return (
    <Page
      title={statement.status === 'draft' ? 'Draft statement' : 'Statement'}
      subtitle={
        <Group gap={8} component="span">
          {periodText(statement)}
          <StatusBadge {...statement} />
          <Link to="/customers/$customerId" params={{ customerId }}>
            {customerName ?? customerId}
          </Link>
        </Group>
      }
      actions={<DownloadMenu statement={statement} />}
    >
      <TotalCard statement={statement} />
      {lines.length === 0 && (
        <Card title="No lines">
          <Text c="dimmed">This customer held nothing in the period.</Text>
        </Card>
      )}
      {lines.map((line) => (
        <LineCard
          key={line.id ?? `${line.entitlementId} ${line.featureKey}`}
          line={line}
          onOpen={line.id === null ? null : (figure) => setSearch({ line: line.id ?? undefined, figure })}
        />
      ))}
      <RelatedStatements statement={statement} />
      {opened && statement.id !== null && (
        <FactsDrawer
          statementId={statement.id}
          line={opened}
          figure={search.figure ?? null}
          onClose={() => setSearch({ line: undefined, figure: undefined })}
        />
      )}
    </Page>
  );
};
