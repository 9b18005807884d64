import { Tabs } from '@mantine/core';
import { useEffect, useRef } from 'react';
import classes from './tab-list.module.css';

interface TabListProps<T extends string> {
  tabs: readonly T[];
  label: (tab: T) => string;
  /** Which one is open. */
  value: T;
}

/** Tabs in one row. On a phone the row scrolls: the open one is brought into view. */
export function TabList<T extends string>({ tabs, label, value }: TabListProps<T>) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>('[data-active]');
    if (list.current && open) list.current.scrollLeft = open.offsetLeft - 32;
  }, [value]);
  return (
    <Tabs.List mb="lg" ref={list} className={classes.list}>
      {tabs.map((tab) => (
        <Tabs.Tab key={tab} value={tab} className={classes.tab}>
          {label(tab)}
        </Tabs.Tab>
      ))}
    </Tabs.List>
  );
}
