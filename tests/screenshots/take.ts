// `make screenshots`: pictures of every screen for people to look at, light and dark, at phone and
// desktop width, into a temporary folder (or OUT). ONLY=name,name takes some; LOCALE=fr-FR takes
// them in French; README=1 renews docs/screenshot.png instead. Says which screens are wider than
// the window, and which elements cut off what they hold.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, type Browser, type Page } from '@playwright/test';

import { launchOptions } from '../support/browser.ts';
import { Client, type Persona } from '../support/client.ts';
import { createDatabase } from '../support/database.ts';
import { root } from '../support/environment.ts';
import { openPage, signInAs, type ColourScheme } from '../support/pages.ts';
import { startServer } from '../support/server.ts';
import { prepare } from './prepare.ts';
import { screens, type Screen } from './screens.ts';

const WIDTHS = [390, 1440];
const SCHEMES: ColourScheme[] = ['light', 'dark'];

async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
}

async function open(browser: Browser, url: string, persona: Persona | undefined, width: number, colourScheme: ColourScheme): Promise<Page> {
  const locale = process.env.LOCALE;
  const { page } = await openPage(browser, url, { width, height: width < 600 ? 844 : 900, colourScheme, ...(locale ? { locale } : {}) });
  if (persona) await signInAs(page, persona);
  // What the account prefers wins over what the browser asks for, unless it was chosen on the device.
  if (persona && locale) await page.evaluate((language) => localStorage.setItem('traverse-language', language), locale.slice(0, 2));
  return page;
}

/** Words that an element hides because it is too small for them: a clipped button, a cut label. */
function cutOff(): string[] {
  return [...document.querySelectorAll<HTMLElement>('main *, nav *, [role=dialog] *')]
    .filter((element) => {
      const style = getComputedStyle(element);
      const clips = style.overflowX === 'hidden' || style.overflowX === 'clip';
      const hiddenOnPurpose = element.clientWidth <= 1 || style.clipPath !== 'none';
      return clips && !hiddenOnPurpose && element.scrollWidth > element.clientWidth + 1 && element.innerText.trim() !== '';
    })
    .map((element) => element.innerText.trim().slice(0, 60));
}

async function takeOne(page: Page, screen: Screen, file: string, folder: string): Promise<void> {
  await page.goto(screen.path);
  await settle(page);
  if (screen.act) {
    await screen.act(page);
    await settle(page);
    if (!screen.window) await page.evaluate(() => window.scrollTo(0, 0));
  }
  await page.screenshot({ path: join(folder, file), fullPage: !screen.window });
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const cut = await page.evaluate(cutOff);
  const faults = [...(excess > 0 ? [`${excess} px wider than the window`] : []), ...cut.map((words) => `cut off: ${words}`)];
  console.log([file, ...faults].join('\n    '));
}

async function takeAll(browser: Browser, url: string, all: Screen[], folder: string): Promise<void> {
  const personas = [...new Set(all.map(({ persona }) => persona))];
  for (const width of WIDTHS) {
    for (const scheme of SCHEMES) {
      for (const persona of personas) {
        const page = await open(browser, url, persona, width, scheme);
        for (const screen of all.filter((one) => one.persona === persona)) {
          await takeOne(page, screen, `${screen.name}-${width}-${scheme}.png`, folder);
        }
        await page.context().close();
      }
    }
  }
}

async function takeFresh(browser: Browser, all: Screen[], folder: string): Promise<void> {
  if (all.length === 0) return;
  const database = await createDatabase('sqlite');
  const server = await startServer(database.url, { command: ['serve'] });
  await takeAll(browser, server.url, all, folder);
  await server.stop();
  await database.drop();
}

/** Of the company that `make demo` serves. */
async function takeForReadme(browser: Browser): Promise<void> {
  const database = await createDatabase('sqlite');
  const server = await startServer(database.url, { command: ['demo', '--people', '1000'], patienceMs: 120_000 });
  const page = await open(browser, server.url, 'employee', 1440, 'light');
  await page.goto('/opportunities');
  await settle(page);
  const path = join(root, 'docs', 'screenshot.png');
  await page.screenshot({ path });
  console.log(path);
  await server.stop();
  await database.drop();
}

const database = await createDatabase('sqlite');
const server = await startServer(database.url);
const browser = await chromium.launch(launchOptions);
try {
  if (process.env.README) {
    await takeForReadme(browser);
  } else {
    const folder = process.env.OUT ?? mkdtempSync(join(tmpdir(), 'traverse-screens-'));
    mkdirSync(folder, { recursive: true });
    const only = process.env.ONLY?.split(',');
    const as = (persona: Persona): Promise<Client> => Client.as(server.url, persona);
    const all = await screens(as, await prepare(as, database.url));
    const wanted = all.filter(({ name }) => only?.includes(name) ?? true);
    await takeAll(browser, server.url, wanted.filter(({ fresh }) => !fresh), folder);
    await takeFresh(browser, wanted.filter(({ fresh }) => fresh), folder);
    console.log(`in ${folder}`);
  }
} finally {
  await browser.close();
  await server.stop();
  await database.drop();
}
