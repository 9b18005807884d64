// What a test gets: a database and a server of its own, people of the demo company signed in, and
// pages that are looked at by axe.
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';

import { Client, type Persona } from './client.ts';
import { createDatabase, type Backend, type Database } from './database.ts';
import { dropTemplates, startServer, template, type Server } from './server.ts';

export type ColourScheme = 'light' | 'dark';

interface Options {
  backend: Backend;
}

interface Fixtures {
  /** A copy of the filled demo company. */
  database: Database;
  /** The program serving it. */
  server: Server;
  /** The API as one of the demo company's people. */
  client: (persona: Persona) => Promise<Client>;
  /** A page of somebody who signed in through the demo's sign-in page. */
  signIn: (persona: Persona) => Promise<Page>;
}

interface WorkerFixtures {
  templates: (backend: Backend) => Promise<Database>;
}

export const test = base.extend<Options & Fixtures, WorkerFixtures>({
  backend: ['sqlite', { option: true }],

  templates: [
    async ({}, use) => {
      await use(template);
      await dropTemplates();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  database: async ({ backend, templates }, use) => {
    const database = await createDatabase(backend, await templates(backend));
    await use(database);
    await database.drop();
  },

  server: async ({ database }, use, info) => {
    const server = await startServer(database.url);
    await use(server);
    await server.stop();
    if (info.status !== info.expectedStatus) await info.attach('server.log', { body: server.log() });
  },

  baseURL: async ({ server }, use) => {
    await use(server.url);
  },

  client: async ({ server }, use) => {
    await use((persona) => Client.as(server.url, persona));
  },

  signIn: async ({ browser, server }, use) => {
    const opened: OpenPage[] = [];
    await use(async (persona) => {
      const mine = await openPage(browser, server.url);
      opened.push(mine);
      await signInAs(mine.page, persona);
      return mine.page;
    });
    for (const { context } of opened) await context.close();
    expect(opened.flatMap(({ failures }) => failures), 'errors of the pages themselves').toEqual([]);
  },
});

interface OpenPage {
  context: BrowserContext;
  page: Page;
  /** Errors of the page itself: a script's, or something its content security policy refused. */
  failures: string[];
}

/** A page in a browser profile of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  settings: { colourScheme?: ColourScheme; width?: number; height?: number; locale?: string } = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    baseURL: url,
    colorScheme: settings.colourScheme ?? 'light',
    viewport: { width: settings.width ?? 1440, height: settings.height ?? 900 },
    locale: settings.locale ?? 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) failures.push(message.text());
  });
  return { context, page, failures };
}

/** What the sign-in page calls the demo company's people. */
const CALLED: Record<Persona, RegExp> = {
  employee: /\bemployee\b/i,
  manager: /^(?!.*hiring).*\bmanager\b/i,
  hiring_manager: /hiring manager/i,
  specialist: /specialist/i,
  leader: /leader/i,
  admin: /admin/i,
};

export async function signInAs(page: Page, persona: Persona): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: CALLED[persona] }).first().click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
}

/** Looks at the page with axe in both colour schemes, WCAG 2.2 AA and best practices (UX.md). */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    const found = violations.map((violation) => ({
      rule: violation.id,
      help: violation.help,
      where: violation.nodes.slice(0, 5).map((node) => node.html.slice(0, 200)),
    }));
    expect(found, `axe, ${colorScheme}, ${page.url()}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

export { expect };
