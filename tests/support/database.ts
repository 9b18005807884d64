// Databases for tests: an SQLite file or a PostgreSQL database, empty or copied from one that was
// filled with the demo company once per run and backend.
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { root } from './environment.ts';
import { succeed } from './process.ts';

export type Backend = 'sqlite' | 'postgres';
export const BACKENDS: Backend[] = ['sqlite', 'postgres'];

export interface Database {
  backend: Backend;
  /** What the program takes as DATABASE_URL. */
  url: string;
  /** Removes it; nobody may be connected. */
  drop: () => Promise<void>;
}

const helper = join(root, 'tools', 'postgres.sh');

/** The PostgreSQL server of this run: `tools/postgres.sh run` names it. */
export function serverUrl(): string {
  const url = process.env.TRAVERSE_TEST_POSTGRES_URL;
  if (!url) throw new Error('TRAVERSE_TEST_POSTGRES_URL is not set: run tools/postgres.sh run tools/browser-tests.sh');
  return url;
}

let binaries: string | undefined;
async function psql(url: string, sql: string): Promise<string> {
  binaries ??= (await succeed(helper, ['bindir'])).trim();
  return succeed(join(binaries, 'psql'), [url, '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '-v', 'ON_ERROR_STOP=1', '-c', sql]);
}

const named = (server: string, name: string): string => {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
};

const SQLITE_PARTS = ['', '-wal', '-shm'];

/** A new database: empty, or a copy of `template`, to which nobody may be connected. */
export async function createDatabase(backend: Backend, template?: Database, server?: string): Promise<Database> {
  if (backend === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'traverse-test-'));
    const file = join(folder, 'traverse.db');
    if (template) {
      const source = sqliteFile(template);
      for (const part of SQLITE_PARTS) if (existsSync(source + part)) copyFileSync(source + part, file + part);
    }
    return {
      backend,
      url: `sqlite:${file}`,
      drop: () => {
        rmSync(folder, { recursive: true, force: true });
        return Promise.resolve();
      },
    };
  }
  const admin = server ?? serverUrl();
  const name = `traverse_test_${randomBytes(6).toString('hex')}`;
  const from = template ? ` TEMPLATE ${new URL(template.url).pathname.slice(1)}` : '';
  await psql(admin, `CREATE DATABASE ${name}${from}`);
  return {
    backend,
    url: named(admin, name),
    drop: async () => {
      await psql(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** The file of an SQLite database. */
export function sqliteFile(database: Database): string {
  return database.url.replace(/^sqlite:/, '');
}

/** Runs SQL on a PostgreSQL database of a test and gives what it printed. */
export function query(database: Database, sql: string): Promise<string> {
  return psql(database.url, sql);
}

/** A server of its own for a test that stops and starts it. */
export interface Cluster {
  url: string;
  crash: () => Promise<void>;
  resume: () => Promise<void>;
  remove: () => Promise<void>;
}

export async function startCluster(): Promise<Cluster> {
  const [folder, url] = (await succeed(helper, ['start', '--durable'])).trim().split(' ');
  if (!folder || !url) throw new Error('tools/postgres.sh start printed no folder and URL');
  const tell = async (command: string): Promise<void> => {
    await succeed(helper, [command, folder]);
  };
  return { url, crash: () => tell('crash'), resume: () => tell('resume'), remove: () => tell('stop') };
}

/** A folder for a test's files, removed by the test. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'traverse-test-'));
  mkdirSync(path, { recursive: true });
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
