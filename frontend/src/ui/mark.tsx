import type { ReactNode } from 'react';
import classes from './mark.module.css';

export type Tone = 'plain' | 'accent' | 'good' | 'warn' | 'bad' | 'info';

/** A small labelled mark. The word carries the meaning, the tone only repeats it. */
export function Mark({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={classes.mark} data-tone={tone}>
      {children}
    </span>
  );
}
