// The program at its start and its end: a database it cannot use is one clear line, and SIGTERM
// ends it in order.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client } from '../support/client.ts';
import { createDatabase, query, sqliteFile, temporaryFolder } from '../support/database.ts';
import { binary } from '../support/environment.ts';
import { expect, test } from '../support/fixtures.ts';
import { eventually, run } from '../support/process.ts';
import { demo, freePort, startServer, type Server } from '../support/server.ts';

/** Starts the program where it must refuse to; gives what it said. */
async function refusal(databaseUrl: string): Promise<string> {
  const outcome = await run(binary(), ['serve'], {
    env: { DATABASE_URL: databaseUrl, PORT: String(await freePort()) },
    timeoutMs: 20_000,
  });
  expect(outcome.code, 'it ends by itself, and not with success').toBeGreaterThan(0);
  expect(outcome.stderr, 'no panic').not.toMatch(/panicked|RUST_BACKTRACE/);
  return outcome.stderr;
}

test('a URL of a database it does not speak is refused by name', async () => {
  expect(await refusal('mysql://localhost/traverse')).toMatch(/mysql/);
});

test('a folder that cannot be made is named', { tag: '@sqlite' }, async () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'a-file');
  writeFileSync(file, '');
  expect(await refusal(`sqlite:${file}/below/traverse.db`)).toContain(file);
  folder.remove();
});

test('a file that is no database is named and left as it is', { tag: '@sqlite' }, async () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'letter.txt');
  writeFileSync(file, 'Dear database, this is a letter.\n'.repeat(100));
  const letter = readFileSync(file, 'utf8');
  expect(await refusal(`sqlite:${file}`)).toContain(file);
  expect(readFileSync(file, 'utf8')).toBe(letter);
  folder.remove();
});

test('REL-05 a schema from a newer version is refused', { tag: '@postgres' }, async ({ database }) => {
  await query(database, "INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('99991231000000', now())");
  expect(await refusal(database.url)).toMatch(/newer/i);
});

test('HR-06 a dry run before anybody migrated says what to do, and makes nothing', async ({ backend }) => {
  const database = await createDatabase(backend);
  const folder = temporaryFolder();
  writeFileSync(join(folder.path, 'skills.csv'), 'external_id,name\ns1,Rust\n');
  for (const command of [['import', folder.path], ['import-taxonomy', 'gdad', folder.path]]) {
    const outcome = await run(binary(), [...command, '--dry-run'], { env: { DATABASE_URL: database.url }, timeoutMs: 20_000 });
    expect(outcome.code, outcome.stderr).toBeGreaterThan(0);
    expect(outcome.stderr).toContain('traverse migrate');
    expect(outcome.stderr).not.toMatch(/no such table|does not exist|panicked/);
  }
  if (backend === 'sqlite') expect(existsSync(sqliteFile(database))).toBe(false);
  else expect((await query(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).trim()).toBe('0');
  await database.drop();
  folder.remove();
});

test('REL-07 SIGTERM ends it within seconds, with success', async ({ database }) => {
  const server = await startServer(database.url);
  await fetch(`${server.url}/health/live`);
  const began = Date.now();
  expect(await server.stop()).toBe(0);
  expect(Date.now() - began).toBeLessThan(30_000);
});

/** How many openings somebody finds. */
async function offered(server: Server): Promise<number> {
  const person = await Client.as(server.url, 'employee');
  return (await person.get<{ items: unknown[] }>('/api/v1/opportunities')).body.items.length;
}

test('a company is made as of today and served as of later: its openings are over', async ({ backend, server }) => {
  expect(await offered(server)).toBeGreaterThan(0);
  const database = await createDatabase(backend);
  const later = await startServer(database.url, { command: demo(400) });
  await eventually('nothing is open', async () => ((await offered(later)) === 0 ? true : undefined));
  await later.stop();
  await database.drop();
});

test('how much later is bounded, and is for the demo only', async () => {
  const far = await run(binary(), ['demo', '--days-later', '4000'], { timeoutMs: 20_000 });
  expect(far.code).toBeGreaterThan(0);
  expect(far.stderr).toMatch(/4000.*--days-later <DAYS>.*4000 is not in 0\.\.=3650/);
  const real = await run(binary(), ['serve', '--days-later', '1'], { timeoutMs: 20_000 });
  expect(real.code).toBeGreaterThan(0);
  expect(real.stderr).toContain('--days-later');
});

test('REL-06 the health answers', async ({ server }) => {
  for (const path of ['live', 'ready', 'started']) {
    expect((await fetch(`${server.url}/health/${path}`)).status, path).toBe(200);
  }
});
