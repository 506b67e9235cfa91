import { Tabs } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './page-tabs.module.css';
import { useUrlSearch } from './use-url-search.ts';

export interface PageTab {
  /** Its name in the address. */
  readonly value: string;
  readonly label: ReactNode;
  readonly content: () => ReactNode;
}

/** The parts of a page that is too much for one view. The address says which is open; the first needs no word. */
export const PageTabs = ({ label, tabs }: { readonly label: string; readonly tabs: readonly PageTab[] }) => {
  const [search, setSearch] = useUrlSearch();
  const first = tabs[0]?.value;
  const open = tabs.find(({ value }) => value === search.tab)?.value ?? first ?? '';
  const list = useRef<HTMLDivElement>(null);
  // On a phone the list is wider than the page.
  useEffect(() => {
    const tab = list.current?.querySelector(`[data-tab="${open}"]`);
    tab?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [open]);
  // What the list of one part is narrowed by means nothing to that of another.
  const cleared = Object.fromEntries(Object.keys(search).map((key) => [key, undefined]));
  return (
    <Tabs
      value={open}
      onChange={(next) =>
        setSearch({ ...cleared, range: search.range, tab: next === first ? undefined : (next ?? undefined) })
      }
      keepMounted={false}
    >
      <Tabs.List ref={list} mb="md" className={classes.list} aria-label={label}>
        {tabs.map(({ value, label: words }) => (
          <Tabs.Tab key={value} value={value} data-tab={value} className={classes.tab}>
            {words}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ value, content }) => (
        <Tabs.Panel key={value} value={value}>
          {value === open && content()}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
};
