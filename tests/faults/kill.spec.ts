// FLT-01, small: the program is killed at random times while people write; what it acknowledged
// is there afterwards, once, and the audit chain holds.
import { Client } from '../support/client.ts';
import { draftOpening, me } from '../support/company.ts';
import { binary } from '../support/environment.ts';
import { expect, test } from '../support/fixtures.ts';
import { run, sleep } from '../support/process.ts';
import { freePort, startServer } from '../support/server.ts';

const CYCLES = 20;
const WRITERS = 8;

test('FLT-01 REL-01 kill -9 under writers loses no acknowledged write', async ({ database }) => {
  test.setTimeout(300_000);
  const port = await freePort();
  const acknowledged = new Map<string, string>();
  let refused = 0;
  let count = 0;
  let client: Client | undefined;
  const starts: number[] = [];

  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    const began = Date.now();
    const server = await startServer(database.url, { port });
    starts.push(Date.now() - began);
    client ??= await Client.as(server.url, 'hiring_manager');
    const employee = await me(client);
    const mine = client;
    let running = true;

    const writers = Array.from({ length: WRITERS }, async () => {
      while (running) {
        count += 1;
        const title = `Kill test ${count}`;
        try {
          const answer = await mine.post<{ id: string }>('/api/v1/opportunities', draftOpening(employee, title));
          if (answer.status === 201) acknowledged.set(answer.body.id, title);
          else refused += 1;
        } catch {
          return; // The connection broke: whether it was written is open, and either is right.
        }
      }
    });
    await sleep(100 + Math.random() * 400);
    await server.kill();
    running = false;
    await Promise.all(writers);
  }

  // The fastest: what else this machine does makes single starts slow, never all.
  expect(Math.min(...starts), 'ms until ready').toBeLessThan(5_000);
  expect(acknowledged.size, 'writes that were acknowledged').toBeGreaterThan(CYCLES);
  expect(refused, 'writes that were refused').toBe(0);

  const server = await startServer(database.url, { port });
  const reader = await Client.as(server.url, 'hiring_manager');
  for (const [id, title] of acknowledged) {
    const answer = await reader.get<{ title: string }>(`/api/v1/opportunities/${id}`);
    expect({ status: answer.status, title: answer.body.title }).toEqual({ status: 200, title });
  }
  expect(await server.stop()).toBe(0);

  const verified = await run(binary(), ['audit', 'verify'], { env: { DATABASE_URL: database.url } });
  expect(verified.code, verified.stdout + verified.stderr).toBe(0);
});
