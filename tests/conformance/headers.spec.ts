// What every answer carries, seen from outside: pages, API, documents, files that are not there.
import { readFileSync } from 'node:fs';

import { Client } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';

const ALWAYS = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

function expectAlways(headers: Headers): void {
  for (const [name, value] of Object.entries(ALWAYS)) expect(headers.get(name), name).toBe(value);
  expect(headers.get('server'), 'nothing about what serves it').toBeNull();
}

function directives(headers: Headers): Map<string, string> {
  const policy = headers.get('content-security-policy') ?? '';
  return new Map(
    policy.split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().split(/\s+/);
      return [name, values.join(' ')];
    }),
  );
}

test('SEC-20 pages come with the strict policy and a nonce of their own', async ({ server }) => {
  const nonces = new Set<string>();
  for (const path of ['/', '/opportunities', '/sign-in']) {
    const response = await fetch(server.url + path, { headers: { accept: 'text/html' } });
    const html = await response.text();
    expect(response.status, path).toBe(200);
    expectAlways(response.headers);
    const policy = directives(response.headers);
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('script-src')).toMatch(/^'self'( 'nonce-[^']+')?$/);
    expect(policy.get('connect-src')).toBe("'self'");
    expect(policy.get('frame-ancestors')).toBe("'none'");
    expect(policy.get('base-uri')).toBe("'none'");
    expect(policy.get('form-action')).toBe("'self'");
    for (const value of policy.values()) expect(value).not.toMatch(/unsafe|https?:|\*/);
    const nonce = /'nonce-([^']+)'/.exec(policy.get('style-src') ?? '')?.[1] ?? '';
    expect(nonce.length, 'a nonce for styles').toBeGreaterThanOrEqual(16);
    expect(html).toContain(nonce);
    nonces.add(nonce);
  }
  expect(nonces.size, 'no nonce is used twice').toBe(3);
});

test('SEC-21 API answers are for nobody else and execute nothing', async ({ server, client }) => {
  const employee = await client('employee');
  for (const path of ['/api/v1/session', '/api/v1/opportunities?limit=1', '/api/v1/nothing-here']) {
    const { headers } = await employee.get(path);
    expectAlways(headers);
    expect(headers.get('cache-control'), path).toBe('no-store');
    expect(directives(headers).get('default-src'), path).toBe("'none'");
    expect(headers.get('content-type'), path).toMatch(/^application\/(problem\+)?json; charset=utf-8$/);
  }
  const left = await employee.call('DELETE', '/api/v1/session');
  expect(left.status).toBe(204);
  expect(left.headers.get('clear-site-data')).toContain('"cookies"');
  expect((await employee.get('/api/v1/session')).status, 'SEC-14 the old session is dead').toBe(401);

  const missing = await fetch(`${server.url}/assets/gone-0a1b2c3d.js`);
  expect(missing.status, 'a file that is not there is no page').toBe(404);
  expect(missing.headers.get('content-type')).not.toContain('text/html');
});

test('SEC-10 the session cookie is the browser’s alone', async ({ server }) => {
  const response = await fetch(`${server.url}/api/v1/demo/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-traverse-request': '1', origin: server.url },
    body: JSON.stringify({ persona: 'employee' }),
  });
  const [cookie = ''] = response.headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-traverse_session=[\w-]{22,}; /);
  const attributes = cookie.split('; ').slice(1).map((attribute) => attribute.toLowerCase());
  expect(attributes).toEqual(expect.arrayContaining(['secure', 'httponly', 'samesite=strict', 'path=/']));
  expect(attributes.some((attribute) => attribute.startsWith('domain'))).toBe(false);
});

test('SEC-22 no other origin is let in', async ({ server, client }) => {
  const { cookie } = await client('employee');
  for (const origin of ['https://elsewhere.example', 'null', server.url.replace('localhost', '127.0.0.1')]) {
    const response = await fetch(`${server.url}/api/v1/session`, { headers: { cookie, origin } });
    expect(response.headers.get('access-control-allow-origin'), origin).toBeNull();
    const preflight = await fetch(`${server.url}/api/v1/session`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'DELETE' },
    });
    expect(preflight.headers.get('access-control-allow-origin'), origin).toBeNull();
  }
});

test('OAS-06 the served document is the one in the repository', async ({ server }) => {
  const kept = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as unknown;
  const served = await new Client(server.url).get('/openapi.json');
  expect(served.status).toBe(200);
  expect(served.body).toEqual(kept);
});
