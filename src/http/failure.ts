// Describes an error for the log by its place and kind, never by a value: a driver's message and its `detail`, `where` and `parameters`
// hold numbers and message content.

/** The fields of an error that drivers set beside `message`. */
interface Failure extends Error {
  code?: unknown;
  constraint?: unknown;
  table?: unknown;
  driverError?: unknown;
  errors?: unknown;
}

// Citus reports the loss of a node in the middle of a transaction by 58030 and XX000.
const AWAY_CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'ENOENT'],
  ...['57P01', '57P02', '57P03', '53300', '58030', 'XX000'],
]);
const AWAY_TEXT = /^(?:timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/;

/** Tests the shape: an error of another realm (a worker, a test runner) is not an `instanceof Error` here. */
const isFailure = (error: unknown): error is Failure =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';

/** The error and all errors inside it: causes, driver errors, the attempts of an AggregateError. */
function chain(error: unknown, depth = 0): Failure[] {
  if (!isFailure(error) || depth > 5) return [];
  const inner = [error.cause, error.driverError, ...(Array.isArray(error.errors) ? (error.errors as unknown[]) : [])];
  return [error, ...inner.flatMap((each) => chain(each, depth + 1))];
}

/** True if the database, or a node of it, cannot be reached or is restarting: a client may try again in a second. */
export function databaseIsAway(error: unknown): boolean {
  return chain(error).some(({ code, message }) => {
    const text = typeof code === 'string' ? code : '';
    return AWAY_CODES.has(text) || /^08...$/.test(text) || AWAY_TEXT.test(message);
  });
}

/** One sentence and the places of the stack. Quoted text and longer digits are left out. */
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
