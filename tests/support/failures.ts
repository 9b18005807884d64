// What failed and why, in a few lines at the very end: logs and traces of a failed test are long,
// and of a run on another machine often only the last lines are kept.
import { stripVTControlCharacters } from 'node:util';

import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

const LINES = 12;

export default class Failures implements Reporter {
  private readonly found: string[] = [];

  printsToStdio(): boolean {
    return false;
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === test.expectedStatus || result.status === 'skipped') return;
    const why = result.errors.map(({ message, location }) => {
      const said = stripVTControlCharacters(message ?? 'no message').split('\n').slice(0, LINES).join('\n    ');
      return `    ${location ? `${location.file}:${location.line}: ` : ''}${said}`;
    });
    this.found.push([`  ${test.titlePath().filter(Boolean).join(' › ')} (${result.status})`, ...why].join('\n'));
  }

  onExit(): Promise<void> {
    if (this.found.length > 0) process.stderr.write(`\nwhat failed, in short:\n${this.found.join('\n')}\n`);
    return Promise.resolve();
  }
}
