// PostgreSQL goes away and comes back: 503 with a reason meanwhile, and recovery without a restart.
import type { Problem } from '../support/client.ts';
import { Client } from '../support/client.ts';
import { createDatabase, startCluster, type Cluster, type Database } from '../support/database.ts';
import { expect, test } from '../support/fixtures.ts';
import { eventually } from '../support/process.ts';
import { startServer, type Server } from '../support/server.ts';

test.describe('PostgreSQL', { tag: '@postgres' }, () => {
  let cluster: Cluster;
  let database: Database;
  let server: Server;

  test.beforeEach(async () => {
    cluster = await startCluster();
    database = await createDatabase('postgres', undefined, cluster.url);
    server = await startServer(database.url);
  });

  test.afterEach(async () => {
    await server.stop();
    await cluster.remove();
  });

  const ready = async (): Promise<number> => (await fetch(`${server.url}/health/ready`)).status;

  test('FLT-05 REL-04 down while running: 503 with a problem document, then recovery within 5 s', async () => {
    const client = await Client.as(server.url, 'employee');
    expect((await client.get('/api/v1/employees?limit=1')).status).toBe(200);

    await cluster.crash();
    const answer = await client.get<Problem>('/api/v1/employees?limit=1');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.body.code).toBe('unavailable');
    expect(JSON.stringify(answer.body)).not.toMatch(/127\.0\.0\.1|password|SELECT|connection refused/i);
    expect(await ready()).toBe(503);
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);

    await cluster.resume();
    await eventually('requests succeed again', async () => {
      const again = await client.get('/api/v1/employees?limit=1');
      return again.status === 200 ? true : undefined;
    }, 5_000);
    // Asked of the database at most once a second, so it may still show the last answer.
    await eventually('it says that it is ready', async () => ((await ready()) === 200 ? true : undefined), 5_000);
  });

  test('FLT-05 down at start: says so, and serves once it is there', async () => {
    await server.stop();
    await cluster.crash();
    server = await startServer(database.url, { command: ['serve'], until: '/health/live' });
    expect(await ready()).toBe(503);
    // It says so once the first connection could not be had.
    await eventually(
      'the log names the database',
      () => Promise.resolve(server.log().includes('waiting for the database') ? true : undefined),
      10_000,
    );
    expect(server.log()).not.toContain(new URL(cluster.url).password);

    await cluster.resume();
    await eventually('it becomes ready', async () => ((await ready()) === 200 ? true : undefined), 15_000);
  });
});
