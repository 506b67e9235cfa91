import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { memo, useState } from 'react';
import type { UrlSearch } from '../use-url-search.ts';
import { useSavedViews } from './saved-views.ts';

interface ViewsMenuProps {
  readonly list: string;
  readonly search: UrlSearch;
  /** Opens a view: the whole of the address after `?`. */
  readonly onOpen: (search: UrlSearch) => void;
}

/** Opens, saves and deletes views of a list. */
export const ViewsMenu = memo(function ViewsMenu({ list, search, onOpen }: ViewsMenuProps) {
  const { views, save, remove } = useSavedViews(list);
  const [name, setName] = useState('');
  const [isOpen, { toggle, close }] = useDisclosure();
  const onSave = () => {
    save(name.trim(), search);
    setName('');
  };
  return (
    <Popover position="bottom-end" shadow="md" width={280} trapFocus opened={isOpen} onChange={close}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconBookmark size={15} aria-hidden />} onClick={toggle}>
          Views
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Views">
        <Stack gap="xs">
          {views.length === 0 && (
            <Text size="sm" c="dimmed">
              A view keeps filters, order and columns under a name, in this browser. Its address can be sent
              to others.
            </Text>
          )}
          {views.map((view) => (
            <Group key={view.name} gap={4} wrap="nowrap" justify="space-between">
              <Button
                variant="subtle"
                justify="flex-start"
                flex={1}
                onClick={() => {
                  onOpen(view.search);
                  close();
                }}
              >
                {view.name}
              </Button>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Delete the view ${view.name}`}
                onClick={() => remove(view.name)}
              >
                <IconTrash size={15} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim()) onSave();
            }}
          >
            <Group gap="xs" wrap="nowrap" align="flex-end">
              <TextInput
                label="Save what is shown as"
                value={name}
                maxLength={60}
                onChange={({ currentTarget }) => setName(currentTarget.value)}
                flex={1}
              />
              <Button type="submit" disabled={!name.trim()}>
                Save
              </Button>
            </Group>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
});
