// All calls to the server: same origin, JSON, the session cookie, and the CSRF token with each changing call.

export interface FieldError {
  field: string;
  message: string;
}

/** What the server answered instead of a success; status 0 = it could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors: FieldError[] = [],
    /** Seconds that the server asked to wait */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }

  /** Of one field, for the form that holds it. */
  of(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.message;
  }
}

type Query = Record<string, string | number | boolean | null | undefined>;

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  query?: Query;
  /** Sent as JSON; a string or a Blob is sent as it stands, with its own `headers`. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

let csrfToken = '';
let sessionIsOver: () => void = () => undefined;

/** Told by the session (session/session.tsx), which this file must not know. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

export function onSessionOver(listener: () => void): void {
  sessionIsOver = listener;
}

/** A path with its query. Empty parameters are omitted. */
export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** The raw answer, for content that is not JSON. @throws ApiError */
export async function ask(path: string, call: Call = {}): Promise<Response> {
  const method = call.method ?? 'GET';
  const asItStands = typeof call.body === 'string' || call.body instanceof Blob;
  const headers: Record<string, string> = {
    accept: 'application/json',
    ...(call.body === undefined || asItStands ? {} : { 'content-type': 'application/json' }),
    ...(method === 'GET' ? {} : { 'x-csrf-token': csrfToken }),
    ...call.headers,
  };
  const body = asItStands ? (call.body as string | Blob) : call.body === undefined ? undefined : JSON.stringify(call.body);
  let response: Response;
  try {
    response = await fetch(address(path, call.query), { method, headers, credentials: 'same-origin', body, signal: call.signal });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, '');
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (problem.status === 401) sessionIsOver();
  throw problem;
}

/** @throws ApiError */
export async function api<Answer>(path: string, call: Call = {}): Promise<Answer> {
  const response = await ask(path, call);
  return (await response.json()) as Answer;
}

async function problemOf(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  // A proxy in between answers in its own way.
  const answer = (await response.json().catch(() => ({}))) as { message?: unknown; errors?: unknown };
  return new ApiError(
    response.status,
    typeof answer.message === 'string' ? answer.message : '',
    Array.isArray(answer.errors) ? (answer.errors as FieldError[]) : [],
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
}
