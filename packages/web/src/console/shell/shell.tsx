import { AppShell, Burger, Group, ScrollArea } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { AccountMenu } from './account-menu.tsx';
import { NavigationLinks } from './navigation-links.tsx';
import classes from './shell.module.css';
import { useLive } from './use-live.ts';

const searchWords = 'Search customers, entitlements…';

const Search = lazy(() => import('./search.tsx'));

/** What stands around every page: the way to the others, the search, the account. */
export const Shell = () => {
  useLive();
  const [isOpen, { toggle, close }] = useDisclosure();
  const [asked, setAsked] = useState(0);
  const search = () => setAsked(asked + 1);
  useHotkeys([['mod+K', search]], []);
  return (
    <AppShell
      header={{ height: 54 }}
      navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
            />
            <Link to="/" className={classes.brand}>
              lee<span>way</span>
            </Link>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <button
              type="button"
              className={classes.search}
              onClick={search}
              aria-label={`${searchWords} Ctrl K`}
              aria-keyshortcuts="Control+K"
            >
              <IconSearch size={16} aria-hidden />
              <span className={classes.searchWords}>{searchWords}</span>
              <kbd className={classes.keys}>Ctrl K</kbd>
            </button>
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navigation} aria-label="Main">
        <ScrollArea type="auto" h="100%" scrollbarSize={6} classNames={{ thumb: classes.thumb }}>
          <div style={{ padding: '10px 10px 24px' }}>
            <NavigationLinks onOpen={close} />
          </div>
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main className={classes.main} id="content" tabIndex={-1}>
        <div className={classes.content}>
          <Outlet />
        </div>
      </AppShell.Main>
      {asked > 0 && (
        <Suspense>
          <Search asked={asked} />
        </Suspense>
      )}
    </AppShell>
  );
};
