// What a failure may say about itself. The log gets where and what kind, never a value: a driver's message and its `detail`,
// `where` and `parameters` hold numbers and message content.

/** The fields of an error that drivers set beside `message`. */
interface Failure extends Error {
  code?: unknown;
  constraint?: unknown;
  table?: unknown;
  driverError?: unknown;
  errors?: unknown;
}

// 58030 and XX000 are how Citus says that a node was lost in the middle of a transaction.
const AWAY_CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'ENOENT'],
  ...['57P01', '57P02', '57P03', '53300', '58030', 'XX000'],
]);
const AWAY_TEXT = /^(?:timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/;

/** By its shape: an error of another realm (a worker, a test runner) is no `instanceof Error` here. */
const isFailure = (error: unknown): error is Failure =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';

/** The error and all that it wraps: causes, driver errors, the attempts of an AggregateError. */
function chain(error: unknown, depth = 0): Failure[] {
  if (!isFailure(error) || depth > 5) return [];
  const inner = [error.cause, error.driverError, ...(Array.isArray(error.errors) ? (error.errors as unknown[]) : [])];
  return [error, ...inner.flatMap((each) => chain(each, depth + 1))];
}

/** True where the database, or a node of it, can't be reached or is restarting: worth another try in a second. */
export function databaseIsAway(error: unknown): boolean {
  return chain(error).some(({ code, message }) => {
    const text = typeof code === 'string' ? code : '';
    return AWAY_CODES.has(text) || /^08...$/.test(text) || AWAY_TEXT.test(message);
  });
}

/** One sentence and the stack's places. Quoted text and longer digits are left out. */
export function describeFailure(error: unknown): { summary: string; stack: string | undefined } {
  const [first, ...inner] = chain(error);
  if (first === undefined) return { summary: `a thrown ${typeof error}`, stack: undefined };
  const notes = [first, ...inner].flatMap(({ code, constraint, table }) =>
    Object.entries({ code, constraint, table }).flatMap(([name, value]) => (typeof value === 'string' ? [`${name} ${value}`] : [])),
  );
  const message = (first.message || (inner[0]?.message ?? '')).replace(/(["'`]).*?\1/gs, '…').replace(/\d{4,}/g, '…');
  const places = first.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return { summary: [`${first.constructor.name}: ${message}`, ...new Set(notes)].join(', '), stack: places?.join('\n') };
}
