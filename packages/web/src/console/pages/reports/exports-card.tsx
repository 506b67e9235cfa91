import { ActionIcon, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { call, linkTo } from '../../../api/call.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { count, formatDateTime, formatNumber } from '../../../ui/format.ts';
import { notifyProblem } from '../../../ui/notify.ts';

type Export = Row<'listReportExports'>;

const pollMs = 700;
const isGoing = ({ state }: Export) => state === 'waiting' || state === 'running';

const bytes = new Intl.NumberFormat(undefined, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 });
const sizeText = (size: number) => bytes.format(Math.max(1, size / 1_000));

const standing = (file: Export): string => {
  const { state, rowsDone, rowsTotal, sizeBytes, error, expiryDate } = file;
  if (state === 'waiting') return 'waits for its turn';
  if (state === 'running') {
    return rowsTotal === null
      ? `${count(rowsDone, 'row')} so far`
      : `${formatNumber(rowsDone)} of ${count(rowsTotal, 'row')}`;
  }
  if (state === 'failed') return `failed: ${error ?? 'no reason is known'}`;
  return `${count(rowsDone, 'row')}, ${sizeText(sizeBytes)}, kept until ${formatDateTime(expiryDate)}`;
};

const ExportLine = ({ file }: { readonly file: Export }) => {
  const remove = useChange('deleteReportExport');
  const { id, fileName, rowsDone, rowsTotal, state } = file;
  return (
    <div>
      <Group justify="space-between" gap="sm">
        <div style={{ flex: '1 1 220px', overflowWrap: 'anywhere' }}>
          <Text fw={600}>{fileName}</Text>
          <Text size="sm" c="dimmed" role="status">
            {standing(file)}
          </Text>
        </div>
        <Group gap={4}>
          {state === 'done' && (
            <Button
              component="a"
              variant="default"
              size="xs"
              href={linkTo('downloadReportExport', { params: { exportId: id } })}
              download={fileName}
              leftSection={<IconDownload size={14} aria-hidden />}
            >
              Download
            </Button>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${isGoing(file) ? 'Stop' : 'Delete'} the file ${fileName}`}
            onClick={() => remove.mutate({ params: { exportId: id } }, { onError: notifyProblem })}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      </Group>
      {isGoing(file) && (
        <Progress
          mt={6}
          aria-label={`Progress of ${fileName}`}
          value={rowsTotal ? (100 * rowsDone) / rowsTotal : 2}
          animated
        />
      )}
    </div>
  );
};

/** The reader's files: those that are being made, and those that are there. */
export const ExportsCard = () => {
  const query = { pageNumber: 1, pageSize: 10 };
  const { data } = useQuery({
    queryKey: ['listReportExports', { query }],
    queryFn: ({ signal }) => call('listReportExports', { query }, signal),
    // A file that is being made tells how far it is.
    refetchInterval: ({ state }) => (state.data?.items.some(isGoing) ? pollMs : false),
  });
  if (!data || data.items.length === 0) return null;
  return (
    <Card title="Files" subtitle="Of reports you exported in the last 24 hours">
      <Stack gap="sm">
        {data.items.map((file) => (
          <ExportLine key={file.id} file={file} />
        ))}
      </Stack>
    </Card>
  );
};
