import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTexts } from '../texts/use-texts.tsx';

interface DownloadMenuProps {
  /** What is in the file, for those who hear the button. */
  readonly of: string;
  readonly addressOf: (format: 'csv' | 'xlsx') => string;
}

/** What a card shows, as a file. */
export const DownloadMenu = ({ of, addressOf }: DownloadMenuProps) => {
  const { entitlement: words } = useTexts();
  return (
    <Menu position="bottom-end" withArrow>
      <Tooltip label={words.download}>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={`${words.download}: ${of}`}>
            <IconDownload size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        <Menu.Item component="a" href={addressOf('csv')} download>
          CSV
        </Menu.Item>
        <Menu.Item component="a" href={addressOf('xlsx')} download>
          Excel (XLSX)
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
