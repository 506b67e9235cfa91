import { Box, Button, FileButton, Group, List, Text } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useRef } from 'react';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { Example } from './example.tsx';
import { useStart } from './use-import.ts';

interface FileCardProps {
  readonly file: File | null;
  readonly onFile: (file: File) => void;
  readonly onStarted: (started: Reply<'importCustomers'>) => void;
  /** What a file must be is said already. */
  readonly isShort: boolean;
}

/** Takes the file. Nothing is changed by that: it is tried first. */
export const FileCard = ({ file, onFile, onStarted, isShort }: FileCardProps) => {
  const reset = useRef<() => void>(null);
  const start = useStart(onStarted);
  const choose = (chosen: File | null) => {
    if (!chosen) return;
    onFile(chosen);
    start.mutate({ file: chosen, dryRun: true });
    // The same file, mended, can be chosen again.
    reset.current?.();
  };
  return (
    <Box
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        choose(event.dataTransfer.files[0] ?? null);
      }}
    >
      <Card title="File" subtitle="It is tried first: you see what would happen before anything does.">
        {!isShort && (
          <>
            <List size="sm" mb="sm" spacing={4}>
              <List.Item>
                CSV in UTF-8, with commas, semicolons or tabs. The template has every column by its name.
              </List.Item>
              <List.Item>
                A row whose accountRefId is a customer&apos;s changes that customer; every other row makes
                one.
              </List.Item>
              <List.Item>
                An empty cell clears a value; a column that is left out leaves it as it is.
              </List.Item>
            </List>
            <Example />
          </>
        )}
        <Group gap="sm">
          <FileButton onChange={choose} accept=".csv,text/csv" resetRef={reset}>
            {(props) => (
              <Button
                {...props}
                variant={isShort ? 'default' : 'filled'}
                loading={start.isPending}
                leftSection={<IconFileSpreadsheet size={16} aria-hidden />}
              >
                {isShort ? 'Choose another file' : 'Choose a file'}
              </Button>
            )}
          </FileButton>
          <Text size="sm" c="dimmed">
            {file ? file.name : 'or drop it here'}
          </Text>
        </Group>
        {start.error && (
          <div style={{ marginTop: 12 }}>
            <ProblemAlert error={start.error} />
          </div>
        )}
      </Card>
    </Box>
  );
};
