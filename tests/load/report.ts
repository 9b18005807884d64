// The table of `make bench`, on the screen and in docs/performance.md.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

import { root } from '../support/environment.ts';

export interface Row {
  backend: string;
  name: string;
  wanted: number;
  wantedP99?: number | undefined;
  rate: number;
  p50: number;
  p99: number;
  /** Length of a typical answer, and what a handler does that only returns it; not of changes. */
  bytes?: number;
  bareRate?: number;
  megabytes: number;
}

export interface StartRow {
  backend: string;
  fillSeconds: number;
  readySeconds: number;
  megabytes: number;
}

export interface Settings {
  people: number;
  runs: number;
  seconds: number;
  connections: number;
}

/** Resident memory of a process in MiB. */
export function residentMegabytes(pid: number | undefined): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim()) / 1024;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');
const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;

/** Linux may share processor time by session instead of by process: docs/performance.md says what that does. */
function autogroups(): string {
  try {
    return readFileSync('/proc/sys/kernel/sched_autogroup_enabled', 'utf8').trim() === '1' ? ', shared by session' : '';
  } catch {
    return '';
  }
}

export function table(rows: Row[], starts: StartRow[], settings: Settings): string {
  const machine = cpus();
  return [
    `${machine[0]?.model ?? 'unknown processor'}, ${machine.length} cores, ${whole(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}; ` +
      `load generator on the same cores${autogroups()}, ${settings.connections} connections kept alive; ` +
      `company of ${whole(settings.people)} people; medians of ${settings.runs} runs of ${settings.seconds} s.`,
    '',
    line(['request', 'database', 'requests/s', 'wanted', 'p50 ms', 'p99 ms', 'answer kB', 'bare handler/s', 'share of bare', 'memory MiB']),
    line(['---', '---', '--:', '--:', '--:', '--:', '--:', '--:', '--:', '--:']),
    ...rows.map((row) =>
      line([
        row.name,
        row.backend,
        whole(row.rate),
        row.wanted > 0 ? whole(row.wanted) : '',
        row.p50.toFixed(1),
        row.p99.toFixed(1) + (row.wantedP99 === undefined ? '' : ` (< ${row.wantedP99})`),
        row.bytes === undefined ? '' : (row.bytes / 1000).toFixed(1),
        row.bareRate === undefined ? '' : whole(row.bareRate),
        row.bareRate === undefined ? '' : `${Math.round((row.rate / row.bareRate) * 100)} %`,
        whole(row.megabytes),
      ]),
    ),
    '',
    line(['start', 'database', 'ready after s (wanted < 2)', 'memory MiB (wanted < 300)', 'filling the company, once, s']),
    line(['---', '---', '--:', '--:', '--:']),
    ...starts.map((start) =>
      line(['server', start.backend, start.readySeconds.toFixed(2), whole(start.megabytes), start.fillSeconds.toFixed(1)]),
    ),
  ].join('\n');
}

const BEGIN = '<!-- bench: begin -->';
const END = '<!-- bench: end -->';

/** Puts the table into docs/performance.md, in the place of the last one. */
export function record(rows: Row[], starts: StartRow[], settings: Settings): void {
  const file = join(root, 'docs', 'performance.md');
  const text = readFileSync(file, 'utf8');
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END);
  if (from < 0 || to < from) throw new Error(`${file} has no place for the table`);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', cwd: root }).trim();
  const day = new Date().toISOString().slice(0, 10);
  const block = `${BEGIN}\n${day}, after commit ${commit}: ${table(rows, starts, settings)}\n`;
  writeFileSync(file, text.slice(0, from) + block + text.slice(to));
}
