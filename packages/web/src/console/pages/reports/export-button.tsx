import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useChange } from '../../../api/use-api.ts';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';
import type { Definition } from './question.ts';

const formats = [
  { format: 'csv', label: 'CSV' },
  { format: 'xlsx', label: 'Excel (XLSX)' },
] as const;

/** Makes a file of the whole report, of any size, in the background. */
export const ExportButton = ({ definition }: { readonly definition: Definition }) => {
  const start = useChange('createReportExport');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          loading={start.isPending}
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(({ format, label }) => (
          <Menu.Item
            key={format}
            onClick={() =>
              start.mutate(
                { body: { format, definition } },
                {
                  onSuccess: () => notifyDone('The file is being made: see “Files” below the table.'),
                  onError: notifyProblem,
                },
              )
            }
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
