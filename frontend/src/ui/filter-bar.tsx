import type { ReactNode } from 'react';
import classes from './filter-bar.module.css';

/** Search and filters in one line above a list; below each other on a phone. */
export function FilterBar({ children }: { children: ReactNode }) {
  return <div className={classes.bar}>{children}</div>;
}
