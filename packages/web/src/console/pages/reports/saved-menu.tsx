import { ActionIcon, Button, Group, Popover, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { toAddress } from './question.ts';

type Saved = Row<'listReports'>;

const most = 200;

const RemoveReport = ({ report, onClose }: { readonly report: Saved; readonly onClose: () => void }) => {
  const [search, setSearch] = useUrlSearch();
  const remove = useChange('deleteReport');
  return (
    <DeleteDialog
      title="Delete the report?"
      name={null}
      onDelete={async () => {
        await remove.mutateAsync({ params: { reportId: report.id } });
        if (search.report === report.id) setSearch({ report: undefined }, { replace: true });
        notifyDone(`“${report.name}” is deleted.`);
      }}
      onClose={onClose}
    >
      “{report.name}” is gone then{report.shared ? ', also for those it is shared with' : ''}. What it shows
      stays.
    </DeleteDialog>
  );
};

/** Reports under a name: the reader's own, and those that others share. */
export const SavedMenu = ({ openedId }: { readonly openedId: string | null }) => {
  const navigate = useNavigate();
  const mayDelete = useMay('reports:save');
  const [isOpen, { toggle, close }] = useDisclosure();
  const [removed, setRemoved] = useState<Saved | null>(null);
  const { data } = useApi('listReports', { query: { pageNumber: 1, pageSize: most } });
  const reports = data?.items ?? [];
  const opened = reports.find(({ id }) => id === openedId);
  const open = ({ id, definition }: Saved) => {
    void navigate({ to: '.', search: () => ({ report: id, q: toAddress(definition) }) });
    close();
  };
  return (
    <>
      <Popover position="bottom-end" shadow="md" width={320} trapFocus opened={isOpen} onChange={close}>
        <Popover.Target>
          <Button variant="default" leftSection={<IconBookmark size={15} aria-hidden />} onClick={toggle}>
            {opened ? opened.name : 'Saved reports'}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Saved reports" mah={420} style={{ overflowY: 'auto' }}>
          <Stack gap={4}>
            {reports.length === 0 && (
              <Text size="sm" c="dimmed">
                None is saved yet. “Save” keeps what is shown here under a name; a saved report can be shared,
                and read or exported through the API.
              </Text>
            )}
            {reports.map((report) => (
              <Group key={report.id} gap={4} wrap="nowrap" justify="space-between">
                <Button
                  variant={report.id === openedId ? 'light' : 'subtle'}
                  justify="flex-start"
                  flex={1}
                  miw={0}
                  onClick={() => open(report)}
                >
                  {report.name}
                </Button>
                {!report.own && (
                  <Text size="xs" c="dimmed">
                    by {report.owner.name}
                  </Text>
                )}
                {report.own && mayDelete && (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Delete the report ${report.name}`}
                    onClick={() => {
                      close();
                      setRemoved(report);
                    }}
                  >
                    <IconTrash size={15} aria-hidden />
                  </ActionIcon>
                )}
              </Group>
            ))}
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {removed && <RemoveReport report={removed} onClose={() => setRemoved(null)} />}
    </>
  );
};
