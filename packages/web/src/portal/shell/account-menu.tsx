import { ActionIcon, type MantineColorScheme, Menu, Text, useMantineColorScheme } from '@mantine/core';
import { IconKey, IconLogout, IconUser } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { signOut, usePortalSession } from '../session/session.ts';
import { type Language, languages } from '../texts/languages.ts';
import { useSpeech } from '../texts/use-texts.tsx';
import { useTellProblem } from './notify.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { paths } from './paths.ts';

const schemes = ['light', 'dark', 'auto'] as const;

/** Who is signed in, the language, the colours, and the way out. */
export const AccountMenu = () => {
  const { contact, vendorName, customer, role, method } = usePortalSession();
  const { texts, language, speak } = useSpeech();
  const { shell } = texts;
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [isChanging, setChanging] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const tellProblem = useTellProblem();
  const names = [contact?.firstName, contact?.lastName].filter(Boolean).join(' ');
  const name = names || contact?.email || vendorName || customer.name;
  const leave = async () => {
    await signOut(client);
    await navigate({ to: paths.signIn });
  };
  return (
    <>
      <Menu
        position="bottom-end"
        width={250}
        withArrow
        withinPortal={false}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <ActionIcon variant="default" size={34} radius="xl" aria-label={shell.accountOf(name)}>
            <IconUser size={17} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <Text size="sm" fw={600} c="var(--lw-text)" style={{ overflowWrap: 'anywhere' }}>
              {name}
            </Text>
            <Text size="xs" c="dimmed">
              {customer.name}, {shell[role]}
            </Text>
          </Menu.Label>
          {method === 'password' && (
            <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => setChanging(true)}>
              {shell.changePassword}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Label c="dimmed">{shell.language}</Menu.Label>
          <Menu.RadioGroup value={language} onChange={(next) => speak(next as Language)}>
            {Object.entries(languages).map(([each, { name: own }]) => (
              <Menu.RadioItem key={each} value={each} lang={each} closeMenuOnClick={false}>
                {own}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Label c="dimmed">{shell.colours}</Menu.Label>
          <Menu.RadioGroup
            value={colorScheme}
            onChange={(next) => setColorScheme(next as MantineColorScheme)}
          >
            {schemes.map((each) => (
              <Menu.RadioItem key={each} value={each} closeMenuOnClick={false}>
                {each === 'auto' ? shell.system : shell[each]}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconLogout size={16} aria-hidden />}
            onClick={() => leave().catch(tellProblem)}
          >
            {shell.signOut}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isChanging && <PasswordDialog onClose={() => setChanging(false)} />}
    </>
  );
};
