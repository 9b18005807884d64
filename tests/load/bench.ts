// `make bench`: what one server gives with the load generator beside it on the same cores, on both
// databases, next to a handler that does nothing but return the same bytes.
//
//   PEOPLE=20000 RUNS=3 SECONDS=5 RECORD=1 make bench
//   ONLY=profile BACKEND=postgres make bench        one row, while working on it
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { Client, type Persona } from '../support/client.ts';
import { BACKENDS, createDatabase, type Backend } from '../support/database.ts';
import { succeed } from '../support/process.ts';
import { startServer, type Server } from '../support/server.ts';
import { record, residentMegabytes, table, type Row, type StartRow } from './report.ts';
import { scenarios, shortlistings, type Request, type Scenario, type Writes } from './scenarios.ts';

const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
const PEOPLE = number('PEOPLE', 20_000);
const RUNS = number('RUNS', 3);
const SECONDS = number('SECONDS', 5);
const CONNECTIONS = 16;
const WRITES = 2_000;
/** Changes before those that count: as reads are warmed up before they are measured. */
const WARMING = 400;
/** What is measured by a number of answers ends before. */
const MOST_SECONDS = 300;
/** A large company takes its time. */
const patienceMs = 900_000;
const ONLY = process.env.ONLY ?? '';
const backends = BACKENDS.filter((backend) => !process.env.BACKEND || process.env.BACKEND === backend);
if (process.env.RECORD && (ONLY !== '' || backends.length < BACKENDS.length)) {
  throw new Error('a part of the table is not recorded: leave ONLY and BACKEND out');
}

const script = fileURLToPath(new URL('./requests.lua', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'traverse-bench-'));
const logFile = join(folder, 'server.log');

interface Measured {
  rate: number;
  p50: number;
  p99: number;
}

interface Printed {
  requests: number;
  seconds: number;
  p50_us: number;
  p99_us: number;
  refused: number;
  broken: number;
}

interface Load {
  seconds: number;
  connections: number;
  /** So many answers are enough; no line of the file is sent twice. */
  answers?: number;
}

async function load(url: string, file: string, { seconds, connections, answers }: Load): Promise<Measured> {
  const enough = answers === undefined ? [] : [String(answers)];
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url, '--', file, ...enough];
  const printed = (await succeed('wrk', args)).trim().split('\n').at(-1) ?? '';
  const result = JSON.parse(printed) as Printed;
  if (result.refused + result.broken > 0) {
    throw new Error(`${result.refused} answers were no success, ${result.broken} connections broke: ${printed}`);
  }
  return { rate: result.requests / result.seconds, p50: result.p50_us / 1000, p99: result.p99_us / 1000 };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Does it ten times a second until the other is done. */
async function beside<T>(meanwhile: () => Promise<void>, main: Promise<T>): Promise<T> {
  let done = false;
  const repeated = async (): Promise<void> => {
    while (!done) {
      await meanwhile();
      await sleep(100);
    }
  };
  const [result] = await Promise.all([main.finally(() => (done = true)), repeated()]);
  return result;
}

/** Warms up once, then the median of several runs, each figure by itself. */
async function measure(url: string, file: string, meanwhile?: () => Promise<void>): Promise<Measured> {
  await load(url, file, { seconds: 2, connections: CONNECTIONS });
  const runs: Measured[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const main = load(url, file, { seconds: SECONDS, connections: CONNECTIONS });
    runs.push(await (meanwhile ? beside(meanwhile, main) : main));
  }
  return {
    rate: median(runs.map((run) => run.rate)),
    p50: median(runs.map((run) => run.p50)),
    p99: median(runs.map((run) => run.p99)),
  };
}

/** Each writer makes one after the other; what cannot be made twice is not repeated. */
async function measureWrites(url: string, writes: Writes): Promise<Measured> {
  let next = 0;
  const some = (answers: number): Promise<Measured> => {
    // The last of each writer is still on its way when there are enough.
    const requests = writes.requests.slice(next, next + answers + writes.writers);
    next += requests.length;
    if (requests.length < answers + writes.writers) throw new Error(`too few of: ${writes.name}`);
    return load(url, requestFile(requests), { seconds: MOST_SECONDS, connections: writes.writers, answers });
  };
  await some(WARMING);
  return some(WRITES);
}

/** An answer of middling length among those of the scenario. */
async function typicalAnswer(server: Server, scenario: Scenario): Promise<Buffer> {
  const step = Math.max(1, Math.floor(scenario.requests.length / 51));
  const answers: Buffer[] = [];
  for (let at = 0; at < scenario.requests.length; at += step) {
    const { path = '', cookie = '' } = scenario.requests[at] ?? {};
    const response = await fetch(server.url + path, { headers: { cookie, accept: 'application/json' } });
    answers.push(Buffer.from(await response.arrayBuffer()));
  }
  answers.sort((a, b) => a.length - b.length);
  const typical = answers[Math.floor(answers.length / 2)];
  if (!typical) throw new Error(`${scenario.name} has no requests`);
  return typical;
}

/** The same bytes from a handler that does nothing else. */
async function measureBare(bytes: Buffer, scenario: Scenario): Promise<Measured> {
  const body = join(folder, 'body.json');
  writeFileSync(body, bytes);
  const bare = await startServer('', { command: ['bench-bare', '--body', body], until: '/health/live', logFile });
  try {
    return await measure(bare.url, requestFile(scenario.requests));
  } finally {
    await bare.stop();
  }
}

function requestFile(requests: Request[]): string {
  const line = ({ path, cookie, change }: Request): string => {
    const sent = change ? [change.method, `"v${change.version}"`, JSON.stringify(change.body)] : [];
    return [path, cookie, ...sent].join('\t');
  };
  const file = join(folder, 'requests.tsv');
  writeFileSync(file, requests.map((one) => `${line(one)}\n`).join(''));
  return file;
}

const PERSONAS: Persona[] = ['employee', 'manager', 'hiring_manager', 'specialist', 'leader', 'admin'];

async function bench(backend: Backend): Promise<{ rows: Row[]; start: StartRow }> {
  const database = await createDatabase(backend);
  const command = ['demo', '--people', String(PEOPLE)];
  try {
    console.log(`${backend}: filling a company of ${PEOPLE} people`);
    const began = performance.now();
    await (await startServer(database.url, { command, logFile, patienceMs })).stop();
    const fillSeconds = (performance.now() - began) / 1000;

    const starts: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const from = performance.now();
      const started = await startServer(database.url, { command, logFile, patienceMs });
      starts.push((performance.now() - from) / 1000);
      await started.stop();
    }
    const server = await startServer(database.url, { command, logFile, patienceMs });
    const idleMegabytes = residentMegabytes(server.process.pid);
    const clients: Client[] = [];
    for (const persona of PERSONAS) clients.push(await Client.as(server.url, persona));
    const specialist = await Client.as(server.url, 'specialist');

    const rows: Row[] = [];
    for (const scenario of (await scenarios(clients, specialist)).filter(({ name }) => name.includes(ONLY))) {
      console.log(`${backend}: ${scenario.name}`);
      const ours = await measure(server.url, requestFile(scenario.requests), scenario.meanwhile);
      const loadedMegabytes = residentMegabytes(server.process.pid);
      const typical = await typicalAnswer(server, scenario);
      const bare = await measureBare(typical, scenario);
      const { name, wanted, wantedP99 } = scenario;
      const bytes = typical.length;
      rows.push({ backend, name, wanted, wantedP99, ...ours, bytes, bareRate: bare.rate, megabytes: loadedMegabytes });
    }
    const writes = await shortlistings(specialist, WARMING + WRITES);
    if (writes.name.includes(ONLY)) {
      console.log(`${backend}: ${writes.name}`);
      const { name, wantedP99 } = writes;
      const ours = await measureWrites(server.url, writes);
      rows.push({ backend, name, wanted: 0, wantedP99, ...ours, megabytes: residentMegabytes(server.process.pid) });
    }
    await server.stop();
    return { rows, start: { backend, fillSeconds, readySeconds: median(starts), megabytes: idleMegabytes } };
  } finally {
    await database.drop();
  }
}

const rows: Row[] = [];
const starts: StartRow[] = [];
try {
  for (const backend of backends) {
    const measured = await bench(backend);
    rows.push(...measured.rows);
    starts.push(measured.start);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const settings = { people: PEOPLE, runs: RUNS, seconds: SECONDS, connections: CONNECTIONS };
console.log(`\n${table(rows, starts, settings)}`);
if (process.env.RECORD) record(rows, starts, settings);
