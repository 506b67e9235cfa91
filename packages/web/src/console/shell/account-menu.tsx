import { ActionIcon, Box, type MantineColorScheme, Menu, Text, useMantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSettings,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { signOut, useSession } from '../../api/session.ts';
import { notifyProblem } from '../../ui/notify.ts';

const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
] as const;

/** Who is signed in, the colour scheme, and the way out. */
export const AccountMenu = () => {
  const { user, role, tenant } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = async () => {
    await signOut(client);
    await navigate({ to: '/sign-in' });
  };
  return (
    <Menu
      position="bottom-end"
      width={240}
      withArrow
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <ActionIcon
          variant="default"
          size={34}
          radius="xl"
          aria-label={`Account of ${user.firstName} ${user.lastName}`}
        >
          <IconUser size={17} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--lw-text)">
            {user.firstName} {user.lastName}
          </Text>
          <Text size="xs" c="dimmed">
            {role.name} at {tenant.name}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} to="/account" leftSection={<IconSettings size={16} aria-hidden />}>
          My account
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label c="dimmed">Colours</Menu.Label>
        <Box role="group" aria-label="Colours">
          <Menu.RadioGroup
            value={colorScheme}
            onChange={(next) => setColorScheme(next as MantineColorScheme)}
          >
            {schemes.map(({ value, label, icon: Icon }) => (
              <Menu.RadioItem
                key={value}
                value={value}
                closeMenuOnClick={false}
                rightSection={<Icon size={16} aria-hidden />}
              >
                {label}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Box>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => leave().catch(notifyProblem)}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
