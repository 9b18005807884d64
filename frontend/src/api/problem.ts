/** What the server says went wrong: RFC 9457 with our code, field pointers and request id. */
export interface FieldProblem {
  readonly pointer: string;
  readonly code: string;
}

interface ProblemParts {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly FieldProblem[];
  readonly requestId: string | undefined;
  /** Commands that are possible instead, on an illegal transition. */
  readonly allowed: readonly string[];
  /** The whole document, for what only one screen reads. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** The one error type that leaves this folder. `status` is 0 when no answer arrived. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly FieldProblem[];
  readonly requestId: string | undefined;
  readonly allowed: readonly string[];
  readonly document: Readonly<Record<string, unknown>>;

  constructor(parts: ProblemParts) {
    super(`${parts.status} ${parts.code}`);
    this.name = 'ApiError';
    this.status = parts.status;
    this.code = parts.code;
    this.fields = parts.fields;
    this.requestId = parts.requestId;
    this.allowed = parts.allowed;
    this.document = parts.document;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function fieldProblems(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).flatMap((entry) => {
    const pointer = text(entry.pointer);
    return pointer === undefined ? [] : [{ pointer, code: text(entry.code) ?? 'invalid' }];
  });
}

/** Reads a problem document; anything else (a proxy's page, an empty body) becomes code `http_<status>`. */
export function problemFrom(status: number, body: unknown, requestId?: string | null): ApiError {
  const document = isRecord(body) ? body : {};
  const allowed = document.allowed;
  return new ApiError({
    status,
    code: text(document.code) ?? `http_${status}`,
    fields: fieldProblems(document.errors),
    requestId: text(document.request_id) ?? text(requestId),
    allowed: Array.isArray(allowed) ? allowed.filter((item) => typeof item === 'string') : [],
    document,
  });
}

export const noAnswer = (): ApiError =>
  new ApiError({
    status: 0,
    code: 'no_answer',
    fields: [],
    requestId: undefined,
    allowed: [],
    document: {},
  });

/** `/requirements/0/level` → `requirements.0.level`, the way forms name their fields. */
export function fieldPath(pointer: string): string {
  return pointer
    .replace(/^#?\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}
