import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { linkTo } from '../../../api/call.ts';
import type { Reply } from '../../../api/wire.ts';

interface Shown {
  readonly label: string;
  readonly ending: string;
  readonly href: string;
}

const filesOf = ({ id, customerId }: Reply<'getStatement'>): Shown[] => {
  if (id === null) {
    const href = linkTo('getStatementDraft', { params: { customerId } });
    return [{ label: 'JSON, as the API answers', ending: 'json', href }];
  }
  const params = { statementId: id };
  return [
    { label: 'JSON, as the API answers', ending: 'json', href: linkTo('getStatement', { params }) },
    { label: 'CSV, a row for each line', ending: 'csv', href: linkTo('exportStatement', { params }) },
    {
      label: 'FOCUS 1.2, for tools that read cloud bills',
      ending: 'focus.csv',
      href: linkTo('exportStatementFocus', { params }),
    },
  ];
};

/** The statement as a file. */
export const DownloadMenu = ({ statement }: { readonly statement: Reply<'getStatement'> }) => {
  const { customerName, customerId, periodStart, correction } = statement;
  const which = correction === 0 ? '' : `-correction-${correction}`;
  const name = `${customerName ?? customerId}-${periodStart.slice(0, 10)}${which}`;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={15} aria-hidden />}>
          Download
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {filesOf(statement).map(({ label, ending, href }) => (
          <Menu.Item key={ending} component="a" href={href} download={`${name}.${ending}`}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
