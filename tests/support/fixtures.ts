// What a test gets: a database and a server of its own, people of the demo company signed in, and
// pages that are looked at by axe.
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

import { Client, type Persona } from './client.ts';
import { createDatabase, type Backend, type Database } from './database.ts';
import { openPage, signInAs, type OpenPage } from './pages.ts';
import { demo, dropTemplates, startServer, template, type Server } from './server.ts';

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
  /**
   * Stops the server and starts it where it was, as if so many days had passed since today. Sessions
   * have ended then: whoever goes on signs in again.
   */
  later: (days: number) => Promise<void>;
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

  later: async ({ database, server }, use, info) => {
    let now = server;
    await use(async (days) => {
      expect(await now.stop()).toBe(0);
      now = await startServer(database.url, { command: demo(days), port: Number(new URL(server.url).port) });
    });
    await now.stop();
    if (now !== server && info.status !== info.expectedStatus) await info.attach('later.log', { body: now.log() });
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

/**
 * In the page: drawn anew, and no colour still on its way to another. Nothing here waits for the page
 * alone: a browser that is busy elsewhere may leave a frame undrawn, and a transition whose element
 * is replaced unfinished.
 */
async function settled(): Promise<void> {
  const drawn = (): Promise<unknown> =>
    Promise.race([
      new Promise((resolve) => requestAnimationFrame(resolve)),
      new Promise((resolve) => setTimeout(resolve, 500)),
    ]);
  await drawn();
  await drawn();
  for (const animation of document.getAnimations()) {
    if (animation instanceof CSSTransition) animation.finish();
  }
  await drawn();
}

/** Looks at the page with axe in both colour schemes, WCAG 2.2 AA and best practices (UX.md). */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // The page follows by script: without waiting, axe may read a text before and its ground after.
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe(colorScheme);
    // What the fixed head half covers, wherever the page happens to be scrolled, is no small target.
    await page.evaluate(() => window.scrollTo({ top: 0, behavior: 'instant' }));
    await page.evaluate(settled);
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
