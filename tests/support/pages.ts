// Pages in a browser: opened with a person's settings, signed in through the demo's sign-in page.
import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test';

import type { Persona } from './client.ts';

export type ColourScheme = 'light' | 'dark';

export interface OpenPage {
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

/** Signs in by one click on the person's button. */
export async function signInAs(page: Page, persona: Persona): Promise<void> {
  const answer = await page.request.get('/api/v1/demo/personas');
  const { items } = (await answer.json()) as { items: { key: Persona; display_name: string }[] };
  const person = items.find(({ key }) => key === persona);
  if (!person) throw new Error(`the demo company has no ${persona}`);
  await page.goto('/sign-in');
  await page.getByRole('button', { name: person.display_name }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
}
