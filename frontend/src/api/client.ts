import createClient, { type Middleware } from 'openapi-fetch';
import { ApiError, noAnswer, problemFrom } from './problem';
import type { paths } from './schema';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The server takes changes only from a page that can set this header: one of our own. */
const crossSiteGuard: Middleware = {
  onRequest({ request }) {
    if (!READS.has(request.method)) request.headers.set('X-Traverse-Request', '1');
    return request;
  },
};

export const client = createClient<paths>({ credentials: 'same-origin' });
client.use(crossSiteGuard);

/** An answer with the version it has, for `If-Match` when it is edited. */
export interface Loaded<T> {
  readonly data: T;
  readonly etag: string | undefined;
}

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The one way from a request to its data: everything that goes wrong is an `ApiError`. */
export async function load<T>(request: Promise<Answer<T>>): Promise<Loaded<T>> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw noAnswer();
  }
  const { response } = answer;
  if (!response.ok) {
    throw problemFrom(response.status, answer.error, response.headers.get('x-request-id'));
  }
  // A 204 has no data; the operation's type says so, hence T is `undefined` there.
  return { data: answer.data as T, etag: response.headers.get('etag') ?? undefined };
}

export const isApiError = (error: unknown): error is ApiError => error instanceof ApiError;

export const hasStatus = (error: unknown, status: number): boolean =>
  isApiError(error) && error.status === status;

/** Header of an edit. A version that is not known matches none: the server refuses and the screen says so. */
export const ifMatch = (etag: string | undefined) => ({ 'If-Match': etag ?? '"unknown"' });
