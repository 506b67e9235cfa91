import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { memo } from 'react';
import type { Column } from './types.ts';
import type { ListControl } from './use-list-view.ts';

interface ColumnMenuProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly control: ListControl;
}

const Plain = <Row,>({ columns, control: { view, change } }: ColumnMenuProps<Row>) => {
  const choose = (chosen: readonly string[]) =>
    change({ columns: chosen.join(','), page: String(view.page) });
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={15} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown mah={420} style={{ overflowY: 'auto' }} aria-label="Columns">
        <Stack gap={8}>
          {columns
            .filter(({ fixed }) => !fixed)
            .map(({ key, title }) => (
              <Checkbox
                key={key}
                label={title}
                checked={view.columns.includes(key)}
                onChange={({ currentTarget }) =>
                  choose(
                    currentTarget.checked
                      ? [...view.columns, key]
                      : view.columns.filter((each) => each !== key),
                  )
                }
              />
            ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
};

/** Which columns are shown. */
export const ColumnMenu = memo(Plain) as typeof Plain;
