import { Button, Group, Progress, Skeleton, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { linkTo } from '../../../api/call.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { count, formatDateTime, formatNumber } from '../../../ui/format.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { Faults } from './faults.tsx';
import { Outcome } from './outcome.tsx';
import { type Columns, useImport, useStart } from './use-import.ts';

type Import = Reply<'getCustomerImport'>;

const faultsShown = 50;

const titleOf = ({ dryRun, status, fileName }: Import): string => {
  if (status !== 'completed') return dryRun ? `Trying ${fileName}` : `Importing ${fileName}`;
  return dryRun ? `What would happen with ${fileName}` : `What happened with ${fileName}`;
};

const subtitleOf = ({ dryRun, status, createdAt }: Import): string => {
  if (status !== 'completed')
    return 'You may leave this page: it goes on, and its address shows how far it is.';
  return dryRun ? 'A trial of the whole file. Nothing was changed.' : `Done ${formatDateTime(createdAt)}.`;
};

interface ResultCardProps {
  readonly importId: string;
  readonly file: File | null;
  /** As they were tried; null: others are chosen, which are to be tried first. */
  readonly columns: Columns | null;
  readonly onStarted: (started: Reply<'importCustomers'>) => void;
}

const Run = ({
  tried,
  file,
  columns,
  onStarted,
}: Omit<ResultCardProps, 'importId'> & { readonly tried: Import }) => {
  const start = useStart(onStarted);
  const good = tried.createdCount + tried.updatedCount;
  if (!file)
    return (
      <Text size="sm">
        To import it, choose the file once more: the browser forgets it when a page is loaded.
      </Text>
    );
  return (
    <>
      <Button
        disabled={good === 0 || columns === null}
        loading={start.isPending}
        onClick={() => start.mutate({ file, dryRun: false, ...(columns ? { columns } : {}) })}
      >
        Import {count(good, 'row')}
        {tried.failedCount > 0 ? `, leave out ${formatNumber(tried.failedCount)}` : ''}
      </Button>
      {start.error && <ProblemAlert error={start.error} />}
    </>
  );
};

/** What an import does, would do, or did. */
export const ResultCard = ({ importId, file, columns, onStarted }: ResultCardProps) => {
  const [search, change] = useUrlSearch();
  const client = useQueryClient();
  const page = Number(search.page ?? 1);
  const { data, error, refetch } = useImport(importId, page, faultsShown);
  const isDone = data?.status === 'completed';
  // Customers that lists show elsewhere are others now.
  useEffect(() => {
    if (isDone) void client.invalidateQueries({ queryKey: ['runReport'] });
  }, [client, isDone]);
  if (error) return <ProblemAlert error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={160} radius="lg" />;
  return (
    <Card title={titleOf(data)} subtitle={subtitleOf(data)}>
      {!isDone && (
        <Progress
          value={data.rowCount === 0 ? 0 : (100 * data.processedCount) / data.rowCount}
          mb="md"
          aria-label="Rows done"
        />
      )}
      <Outcome result={data} />
      {isDone && (
        <Group gap="xs" mt="md">
          {data.dryRun ? (
            <Run tried={data} file={file} columns={columns} onStarted={onStarted} />
          ) : (
            <Button component={Link} to="/customers">
              See the customers
            </Button>
          )}
          {data.failedCount > 0 && (
            <Button
              component="a"
              href={linkTo('exportCustomerImportErrors', { params: { importId } })}
              download
              variant="default"
              leftSection={<IconDownload size={15} aria-hidden />}
            >
              Refused rows (CSV)
            </Button>
          )}
        </Group>
      )}
      {data.errors.elementsTotal > 0 && (
        <Faults
          errors={data.errors}
          onPage={(next) => change({ page: next === 1 ? undefined : String(next) })}
        />
      )}
    </Card>
  );
};
