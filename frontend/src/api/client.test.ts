import { afterEach, describe, expect, it, vi } from 'vitest';
import { client, ifMatch, load } from './client';
import { ApiError } from './problem';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(body === undefined ? null : JSON.stringify(body), {
    status,
    headers: { 'content-type': status >= 400 ? 'application/problem+json' : 'application/json', ...headers },
  });

function serve(response: Response | Error): { requests: Request[] } {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    requests.push(request);
    return response instanceof Error ? Promise.reject(response) : Promise.resolve(response);
  });
  return { requests };
}

afterEach(() => vi.unstubAllGlobals());

const base = { baseUrl: 'http://traverse.test', fetch: (request: Request) => fetch(request) };

describe('the client', () => {
  it('marks changes, and only changes, as coming from our own page', async () => {
    const { requests } = serve(answer(200, {}));
    await client.GET('/api/v1/meta', base);
    serve(answer(200, {}));
    const post = serve(answer(200, {}));
    await client.POST('/api/v1/session', { ...base, body: { email: 'a@b.org', password: 'x' } });
    expect(requests[0]?.headers.get('x-traverse-request')).toBeNull();
    expect(post.requests[0]?.headers.get('x-traverse-request')).toBe('1');
  });
});

describe('load', () => {
  it('gives the data with its version', async () => {
    serve(answer(200, { demo: true }, { etag: '"7"' }));
    const loaded = await load(client.GET('/api/v1/meta', base));
    expect(loaded).toEqual({ data: { demo: true }, etag: '"7"' });
    expect(ifMatch(loaded.etag)).toEqual({ 'If-Match': '"7"' });
    expect(ifMatch(undefined)).not.toEqual(ifMatch(loaded.etag));
  });

  it('throws what the server refused', async () => {
    serve(answer(422, { code: 'validation_failed', errors: [{ pointer: '/email', code: 'required' }] }));
    const failure = await load(client.GET('/api/v1/meta', base)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({ status: 422, code: 'validation_failed' });
  });

  it('says so when nothing answered', async () => {
    serve(new TypeError('network'));
    const failure = await load(client.GET('/api/v1/meta', base)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ status: 0, code: 'no_answer' });
  });
});
