// A small client for tests that speak to the API without a browser.

/** The people whom the demo company lets one sign in as. */
export type Persona = 'employee' | 'manager' | 'hiring_manager' | 'specialist' | 'leader' | 'admin';

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

/** A problem document (RFC 9457) as the API gives it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  errors?: { pointer: string; code: string }[];
  allowed?: string[];
  request_id: string;
}

export interface CallOptions {
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

export class Client {
  #cookie: string | undefined;

  constructor(readonly url: string) {}

  /** Signs in as a person of the demo company. */
  static async as(url: string, persona: Persona): Promise<Client> {
    const client = new Client(url);
    const answer = await client.call('POST', '/api/v1/demo/session', { json: { persona } });
    if (!client.#cookie) throw new Error(`no session for ${persona}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return client;
  }

  /** One request; every status is an answer, only a lost connection is an error. */
  async call<T = unknown>(method: string, path: string, options: CallOptions = {}): Promise<Answer<T>> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (this.#cookie) headers.cookie = this.#cookie;
    if (method !== 'GET') {
      headers['x-traverse-request'] = '1';
      headers.origin = this.url;
    }
    let body: string | Uint8Array<ArrayBuffer> | undefined = options.raw;
    if (options.json !== undefined) body = JSON.stringify(options.json);
    if (body !== undefined) headers['content-type'] = 'application/json';
    const response = await fetch(this.url + path, {
      method,
      headers: { ...headers, ...options.headers },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
    });
    for (const line of response.headers.getSetCookie()) {
      const pair = line.split(';', 1)[0];
      if (pair?.startsWith('__Host-traverse_session=')) this.#cookie = pair;
    }
    const text = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json') && text !== '';
    return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as T };
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.call<T>('GET', path);
  }

  post<T>(path: string, json: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.call<T>('POST', path, { json, headers });
  }

  /** The session cookie, for load generators. */
  get cookie(): string {
    if (!this.#cookie) throw new Error('not signed in');
    return this.#cookie;
  }
}
