// Bad input over the wire, against the real program: each is a problem document with a code, and
// nothing is half-written.
import type { Answer, Client, Problem } from '../support/client.ts';
import { draftOpening, me, openOpening, type Page } from '../support/company.ts';
import { expect, test } from '../support/fixtures.ts';

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);

interface Bad {
  name: string;
  raw: string | Uint8Array<ArrayBuffer>;
  status: number;
  headers?: Record<string, string>;
}

const BODIES: Bad[] = [
  { name: 'no JSON', raw: 'statement=me', status: 400 },
  { name: 'cut-off JSON', raw: '{"statement": "I wo', status: 400 },
  { name: 'an empty body', raw: '', status: 400 },
  { name: 'JSON nested 10,000 deep', raw: '['.repeat(10_000), status: 400 },
  { name: 'invalid UTF-8', raw: bytes(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d), status: 400 },
  { name: 'an unknown field (API-08)', raw: '{"statement": "Hello", "status": "selected"}', status: 400 },
  { name: 'a duplicate field (SEC-24)', raw: '{"statement": "a", "statement": "b"}', status: 400 },
  { name: 'the wrong type', raw: '{"statement": 7}', status: 400 },
  { name: 'a missing field', raw: '{}', status: 400 },
  { name: 'too long a text', raw: JSON.stringify({ statement: 'x'.repeat(100_000) }), status: 422 },
  { name: 'a body over the limit', raw: JSON.stringify({ statement: 'x'.repeat(5_000_000) }), status: 413 },
  { name: 'another media type (SEC-11)', raw: '{"statement": "Hello"}', status: 415, headers: { 'content-type': 'text/plain' } },
];

async function applicationsOf(client: Client): Promise<number> {
  return (await client.get<Page<unknown>>('/api/v1/applications?limit=200')).body.items.length;
}

function expectProblem(status: number, headers: Headers, body: Problem, wanted: number): void {
  expect(status).toBe(wanted);
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(body.status).toBe(wanted);
  expect(body.code).toMatch(/^[a-z_]+$/);
  expect(body.request_id, 'the id that the log has too').toBeTruthy();
}

test('API-01 bad bodies are problem documents and write nothing', async ({ client }) => {
  const employee = await client('employee');
  const opening = await openOpening(employee);
  const before = await applicationsOf(employee);
  for (const bad of BODIES) {
    await test.step(bad.name, async () => {
      const answer = await employee.call<Problem>('POST', `/api/v1/opportunities/${opening.id}/applications`, {
        raw: bad.raw,
        headers: bad.headers ?? {},
      });
      expectProblem(answer.status, answer.headers, answer.body, bad.status);
    });
  }
  expect(await applicationsOf(employee)).toBe(before);
});

test('API-01 API-08 unknown paths, methods, parameters and ids are problem documents', async ({ client }) => {
  const employee = await client('employee');
  const cases: [string, string, number][] = [
    ['GET', '/api/v1/nothing-here', 404],
    ['DELETE', '/api/v1/meta', 405],
    ['GET', '/api/v1/opportunities?colour=red', 400],
    ['GET', '/api/v1/opportunities?limit=0', 400],
    ['GET', '/api/v1/opportunities?limit=201', 400],
    ['GET', '/api/v1/opportunities?limit=ten', 400],
    ['GET', '/api/v1/opportunities?limit=5&limit=6', 400],
    ['GET', '/api/v1/opportunities?cursor=forged', 400],
    ['GET', '/api/v1/opportunities?q=%FF%FE', 400],
    ['GET', '/api/v1/employees/not-an-id', 404],
    ['GET', '/api/v1/employees/0190a000-0000-7000-8000-000000000000', 404],
    ['GET', '/api/v1/applications/0190a000-0000-7000-8000-000000000000', 404],
  ];
  for (const [method, path, status] of cases) {
    await test.step(`${method} ${path}`, async () => {
      const answer = await employee.call<Problem>(method, path);
      expectProblem(answer.status, answer.headers, answer.body, status);
    });
  }
});

test('API-05 a change without the current version is refused', async ({ client }) => {
  const hiring = await client('hiring_manager');
  const employee = await me(hiring);
  const made = await hiring.post<{ id: string }>('/api/v1/opportunities', draftOpening(employee, 'Version test'));
  expect(made.status).toBe(201);
  const path = `/api/v1/opportunities/${made.body.id}`;
  const etag = (await hiring.get(path)).headers.get('etag') ?? '';
  expect(etag).not.toBe('');
  const change = (title: string, headers: Record<string, string>): Promise<Answer<Problem>> =>
    hiring.call<Problem>('PATCH', path, { json: draftOpening(employee, title), headers });

  const without = await change('Lost update', {});
  expectProblem(without.status, without.headers, without.body, 428);
  const first = await change('First', { 'if-match': etag });
  expect(first.status, JSON.stringify(first.body)).toBe(200);
  const stale = await change('Second', { 'if-match': etag });
  expectProblem(stale.status, stale.headers, stale.body, 412);
  expect((await hiring.get<{ title: string }>(path)).body.title).toBe('First');
});

test('an illegal transition says what is allowed', async ({ client }) => {
  const hiring = await client('hiring_manager');
  const made = await hiring.post<{ id: string }>('/api/v1/opportunities', draftOpening(await me(hiring), 'Transition test'));
  const path = `/api/v1/opportunities/${made.body.id}`;
  const etag = (await hiring.get(path)).headers.get('etag') ?? '';
  const answer = await hiring.call<Problem>('POST', `${path}/transitions`, {
    json: { command: 'reopen' },
    headers: { 'if-match': etag },
  });
  expectProblem(answer.status, answer.headers, answer.body, 409);
  expect(answer.body.code).toBe('illegal_transition');
  expect(answer.body.allowed).toContain('publish');
});

test('SEC-11 a request from another site changes nothing', async ({ client }) => {
  const employee = await client('employee');
  const opening = await openOpening(employee);
  const path = `/api/v1/opportunities/${opening.id}/applications`;
  const before = await applicationsOf(employee);
  const forged: Record<string, string>[] = [
    { origin: 'https://elsewhere.example' },
    { 'sec-fetch-site': 'cross-site', origin: 'null' },
    { 'x-traverse-request': '' },
  ];
  for (const headers of forged) {
    const answer = await employee.call<Problem>('POST', path, { json: { statement: 'Forged' }, headers });
    expectProblem(answer.status, answer.headers, answer.body, 403);
  }
  expect(await applicationsOf(employee)).toBe(before);
});

test('SEC-27 fifty submits at once are one application', async ({ client }) => {
  const employee = await client('employee');
  const opening = await openOpening(employee);
  const before = await applicationsOf(employee);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      employee.post<Problem>(`/api/v1/opportunities/${opening.id}/applications`, { statement: 'Once, please.' }),
    ),
  );
  const statuses = answers.map((answer) => answer.status).sort();
  expect(statuses).toEqual([201, ...Array<number>(49).fill(409)]);
  for (const answer of answers.filter(({ status }) => status === 409)) expect(answer.body.code).toBe('already_applied');
  expect(await applicationsOf(employee)).toBe(before + 1);
});
