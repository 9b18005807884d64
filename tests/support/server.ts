// The real program, serving on a free port of the loopback address.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

import { createDatabase, type Backend, type Database } from './database.ts';
import { PEOPLE, binary, spa } from './environment.ts';
import { eventually } from './process.ts';

export interface Server {
  /** `http://localhost:PORT`: browsers keep Secure cookies for this name without TLS. */
  url: string;
  process: ChildProcess;
  /** What it wrote to standard output and error so far. */
  log: () => string;
  /** SIGTERM, and wait; gives the exit code. */
  stop: () => Promise<Ended>;
  /** SIGKILL, and wait. */
  kill: () => Promise<void>;
}

/** The code it ended with, or the signal that ended it. */
export type Ended = number | NodeJS.Signals | null;

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address && typeof address === 'object') resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}

export interface ServerOptions {
  /** What comes after the program's name. */
  command?: string[];
  env?: Record<string, string>;
  port?: number;
  /** Which answer means "started"; the default waits for the database too. */
  until?: '/health/ready' | '/health/live';
  /** How long that may take. */
  patienceMs?: number;
  /** Writes the log there instead of keeping it: under load, keeping it takes time from the server. */
  logFile?: string;
}

/** The demo company, served as if so many days had passed. */
export function demo(daysLater = 0): string[] {
  return ['demo', '--people', String(PEOPLE), '--days-later', String(daysLater)];
}

/** The environment that the program gets: the test's, without what a person may have set. */
function environment(database: string, port: number, extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, HOST: '127.0.0.1', PORT: String(port), DATABASE_URL: database, SPA_DIR: spa, ...extra };
}

/** Starts it; where the port is left to chance, somebody else may have taken it first. */
export async function startServer(databaseUrl: string, options: ServerOptions = {}): Promise<Server> {
  for (let left = 3; ; left -= 1) {
    try {
      return await startOnce(databaseUrl, options);
    } catch (error) {
      if (left === 0 || options.port !== undefined || !String(error).includes('cannot listen on')) throw error;
    }
  }
}

async function startOnce(databaseUrl: string, options: ServerOptions): Promise<Server> {
  const port = options.port ?? (await freePort());
  const sink = options.logFile === undefined ? 'pipe' : openSync(options.logFile, 'a');
  const child = spawn(binary(), options.command ?? demo(), {
    env: environment(databaseUrl, port, options.env),
    stdio: ['ignore', sink, sink],
  });
  if (typeof sink === 'number') closeSync(sink);
  let log = '';
  const keep = (text: string): void => {
    log = (log + text).slice(-200_000);
  };
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  const exited = new Promise<Ended>((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
  const end = async (signal: NodeJS.Signals): Promise<Ended> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  const server: Server = {
    url: `http://localhost:${port}`,
    process: child,
    log: () => log,
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL');
    },
  };
  const until = options.until ?? '/health/ready';
  try {
    const answer = await eventually(
      `the server answers ${until}`,
      async () => {
        if (child.exitCode !== null || child.signalCode !== null) return 'ended';
        return (await fetch(server.url + until)).ok ? 'ready' : undefined;
      },
      options.patienceMs ?? 30_000,
    );
    if (answer === 'ended') throw new Error(`it ended with ${child.exitCode}`);
  } catch (error) {
    await server.kill();
    const said = options.logFile === undefined ? log : readFileSync(options.logFile, 'utf8');
    throw new Error(`the server did not start:\n${said}`, { cause: error });
  }
  return server;
}

const templates = new Map<Backend, Promise<Database>>();

/** The demo company, filled once per worker process and backend; servers get copies of it. */
export function template(backend: Backend): Promise<Database> {
  let made = templates.get(backend);
  if (!made) {
    made = (async () => {
      const database = await createDatabase(backend);
      const server = await startServer(database.url);
      const code = await server.stop();
      if (code !== 0) throw new Error(`the server ended with ${code} on SIGTERM:\n${server.log()}`);
      return database;
    })();
    templates.set(backend, made);
  }
  return made;
}

/** Drops what `template` made. */
export async function dropTemplates(): Promise<void> {
  for (const made of templates.values()) await (await made).drop();
  templates.clear();
}
