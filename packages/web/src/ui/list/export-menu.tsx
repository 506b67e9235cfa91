import type { ReportFormat } from '@leeway/contract';
import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { notifyProblem } from '../notify.ts';

const formats: readonly { readonly format: ReportFormat; readonly label: string }[] = [
  { format: 'csv', label: 'CSV' },
  { format: 'xlsx', label: 'Excel (XLSX)' },
];

interface ExportMenuProps {
  /** Saves the file, of everything the filters leave. @throws Problem */
  readonly onSave: (format: ReportFormat) => Promise<void>;
}

/** A list as a file. */
export const ExportMenu = memo(function ExportMenu({ onSave }: ExportMenuProps) {
  const [isBusy, setBusy] = useState(false);
  const save = async (format: ReportFormat) => {
    setBusy(true);
    await onSave(format)
      .catch(notifyProblem)
      .finally(() => setBusy(false));
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={isBusy} leftSection={<IconDownload size={15} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(({ format, label }) => (
          <Menu.Item key={format} onClick={() => save(format)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
});
