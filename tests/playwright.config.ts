import { defineConfig } from '@playwright/test';

import { launchOptions } from './support/browser.ts';
import { BACKENDS, type Backend } from './support/database.ts';

const ci = process.env.CI === 'true';

export default defineConfig<{ backend: Backend }>({
  testDir: '.',
  testMatch: ['journeys/**/*.spec.ts', 'conformance/**/*.spec.ts', 'faults/**/*.spec.ts'],
  outputDir: 'results',
  timeout: 480_000,
  expect: { timeout: 10_000 },
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: ci,
  reporter: [['list'], ['./support/failures.ts']],
  use: {
    actionTimeout: 15_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions,
  },
  // A test tagged with one backend is about that one alone; all others run on both.
  projects: BACKENDS.map((backend) => ({
    name: backend,
    use: { backend },
    grepInvert: backend === 'sqlite' ? /@postgres/ : /@sqlite/,
  })),
});
