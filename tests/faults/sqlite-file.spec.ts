// The SQLite file in trouble: locked by somebody else, not there and not to be made, not to be
// written, or from a newer version. Each is a clear line or a 503, and what can pass, passes.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { Client, type Problem } from '../support/client.ts';
import { draftOpening, me } from '../support/company.ts';
import { sqliteFile, temporaryFolder } from '../support/database.ts';
import { binary } from '../support/environment.ts';
import { expect, test } from '../support/fixtures.ts';
import { eventually } from '../support/process.ts';
import { freePort, startServer } from '../support/server.ts';

/** Where SQLite's own locks are: https://sqlite.org/walformat.html and its file format. */
const WRITE_LOCK = { part: '-shm', from: 120, bytes: 1 };
const WHOLE_FILE = { part: '', from: 0x4000_0000, bytes: 512 };

/** Another process that holds a lock of SQLite's until it is ended. */
async function lock(file: string, { part, from, bytes }: typeof WRITE_LOCK): Promise<{ release: () => Promise<void> }> {
  // `struct flock` of 64-bit Linux: type, whence, padding, start, length, process.
  const script = `use Fcntl; $| = 1; open(my $f, '+<', $ARGV[0]) or die $!;
    my $lock = pack('s s x4 q q i x4', F_WRLCK, 0, ${from}, ${bytes}, 0);
    fcntl($f, F_SETLK, $lock) or die "not locked: $!";
    print "locked\\n"; sleep 600;`;
  const holder: ChildProcess = spawn('perl', ['-e', script, file + part], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => holder.on('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    holder.stdout?.once('data', () => resolve());
    holder.once('exit', (code) => reject(new Error(`the lock was not to be had (${code})`)));
  });
  return {
    release: async () => {
      holder.kill('SIGKILL');
      await ended;
    },
  };
}

/** Runs `serve` as somebody who may not write everywhere; root may. */
function serveAsNobody(databaseUrl: string, owned: string): { status: number | null; stderr: string } {
  const folder = temporaryFolder();
  let program = binary();
  let who: { uid?: number; gid?: number } = {};
  if (process.getuid?.() === 0) {
    program = join(folder.path, 'traverse');
    copyFileSync(binary(), program);
    chmodSync(folder.path, 0o755);
    who = { uid: 65_534, gid: 65_534 };
    chownSync(owned, 65_534, 65_534);
  }
  // Any port: nobody will call it.
  const env = { PORT: '0', DATABASE_URL: databaseUrl };
  const outcome = spawnSync(program, ['serve'], { ...who, cwd: folder.path, env, encoding: 'utf8', timeout: 20_000 });
  folder.remove();
  expect(outcome.stderr, 'no panic').not.toMatch(/panicked|RUST_BACKTRACE/);
  return outcome;
}

test.describe('the SQLite file', { tag: '@sqlite' }, () => {
  test('FLT-06 locked while running: reads go on, writes are told to come back, and then succeed', async ({ database }) => {
    const server = await startServer(database.url);
    const hiring = await Client.as(server.url, 'hiring_manager');
    const draft = draftOpening(await me(hiring), 'Written in spite of a lock');
    const write = () => hiring.post<Problem>('/api/v1/opportunities', draft);
    expect((await write()).status).toBe(201);

    const held = await lock(sqliteFile(database), WRITE_LOCK);
    const began = Date.now();
    const refused = await write();
    expect(refused.status, JSON.stringify(refused.body)).toBe(503);
    expect(refused.body.code).toBe('unavailable');
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(JSON.stringify(refused.body)).not.toMatch(/locked|traverse\.db/);
    expect(Date.now() - began, 'ms until the answer').toBeLessThan(30_000);
    expect((await hiring.get('/api/v1/opportunities?mine=true')).status).toBe(200);
    expect(server.log(), 'the log names the cause').toContain('database is locked');

    await held.release();
    await eventually('writes succeed again', async () => ((await write()).status === 201 ? true : undefined), 5_000);
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
  });

  test('FLT-06 locked at start: says so, and serves once the lock is gone', async ({ database }) => {
    const file = sqliteFile(database);
    const held = await lock(file, WHOLE_FILE);
    const server = await startServer(database.url, { command: ['serve'], until: '/health/live' });
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(503);
    await eventually(
      'the log names the file and the cause',
      () => {
        const line = server.log().split('\n').find((text) => text.includes('waiting for the database'));
        return Promise.resolve(line?.includes(file) && line.includes('database is locked') ? true : undefined);
      },
      10_000,
    );
    await held.release();
    const ready = async () => ((await fetch(`${server.url}/health/ready`)).status === 200 ? true : undefined);
    await eventually('it becomes ready', ready, 10_000);
    expect(await server.stop()).toBe(0);
  });

  test('a file that is not there in a folder that cannot be written is named with its reason', () => {
    const folder = temporaryFolder();
    chmodSync(folder.path, 0o555);
    const file = join(folder.path, 'traverse.db');
    const outcome = serveAsNobody(`sqlite:${file}`, folder.path);
    chmodSync(folder.path, 0o755);
    folder.remove();
    expect(outcome.status, outcome.stderr).toBeGreaterThan(0);
    expect(outcome.stderr).toContain(file);
    expect(outcome.stderr).toMatch(/unable to open|cannot be written|permission/i);
  });

  for (const before of ['a clean stop', 'a kill, with a write-ahead log beside it']) {
    test(`a read-only file is refused with its reason, after ${before}`, async ({ database }) => {
      const file = sqliteFile(database);
      const folder = dirname(file);
      const earlier = await startServer(database.url);
      await Client.as(earlier.url, 'employee');
      if (before === 'a clean stop') expect(await earlier.stop()).toBe(0);
      else await earlier.kill();
      expect(existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0).toBe(before !== 'a clean stop');
      chmodSync(file, 0o444);
      chmodSync(folder, 0o555);
      const outcome = serveAsNobody(database.url, folder);
      chmodSync(folder, 0o755);
      expect(outcome.status, outcome.stderr).toBeGreaterThan(0);
      expect(outcome.stderr).toContain(file);
      expect(outcome.stderr).toMatch(/read-?only|not writable|permission/i);
    });
  }

  test('REL-05 a schema from a newer version is refused and left as it is', async ({ database }) => {
    const file = sqliteFile(database);
    // The last migration's name, wherever it stands, becomes one of the far future: as long as
    // before, and still the last in order, so that table and index stay sound.
    const bytes = readFileSync(file, 'latin1');
    const newest = [...bytes.matchAll(/20\d{12}/g)].map(([name]) => name).filter((name) => /^2026\d{4}0000\d\d$/.test(name)).sort().at(-1);
    if (!newest) throw new Error('no migration is recorded');
    const newer = bytes.replaceAll(newest, `9999${newest.slice(4)}`);
    writeFileSync(file, newer, 'latin1');
    const outcome = spawnSync(binary(), ['serve'], {
      env: { ...process.env, PORT: String(await freePort()), DATABASE_URL: database.url },
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(outcome.status, outcome.stderr).toBeGreaterThan(0);
    expect(outcome.stderr).toMatch(/newer Traverse/);
    expect(readFileSync(file, 'latin1') === newer, 'nothing was written').toBe(true);
  });
});
