// Structured logs: one JSON line for each request, and a few lines for the server's own work. They never hold content, tokens or keys. A
// request is logged by its path without the query. Everything that looks like a phone number is masked.
import type { DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { IncomingMessage, ServerResponse } from 'node:http';
import pino from 'pino';
import type { Config } from './config/config.js';
import { asciiDigits, visible } from './phone/visible.js';

/** The raw request with the fields that the HTTP edge and the guard set on it. */
interface LoggedRequest extends IncomingMessage {
  originalUrl?: string;
  methodOverride?: boolean;
  client?: string;
  tenant?: string;
}

/** Characters that people put between the digits of a number. */
const GAP = String.raw`[\s().\-\u2010-\u2015\u2212\u00a0]{0,3}`;
const NUMBER = new RegExp(String.raw`\+(?:${GAP}/?\d){7,15}(?!\d)`, 'g');
/** The same without a plus in a client's request target, where our own IDs have more digits than a number. */
const BARE_NUMBER = new RegExp(String.raw`(?<![\w+])\(?\d(?:${GAP}\d){6,14}(?!\w)`, 'g');
const DIGITS = /\d/g;
const MOST_ESCAPES = 2;
/** Nest's log lines about the construction of the application. */
const FRAMEWORK = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication', 'ExceptionHandler']);
const LONGEST_PATH = 256;
const LONGEST_ADDRESS = 64;

/** The first two and last two digits of a number stay, so that numbers can be told apart. */
function masked(number: string): string {
  const digits = (number.match(DIGITS) ?? []).join('');
  return `${number.startsWith('+') ? '+' : ''}${digits.slice(0, 2)}…${digits.slice(-2)}`;
}

export const maskNumbers = (text: string): string => text.replace(NUMBER, masked);

/** Decodes escapes once or twice, as a person reads the text. Invalid escapes stay unchanged. */
function unescaped(text: string): string {
  let read = text;
  for (let i = 0; i < MOST_ESCAPES; i++)
    read = read.replace(/(?:%[\da-f]{2})+/gi, (escapes) => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'));
  return read;
}

/** The target of a request without its query, on one line. */
export function maskTarget(target: string): string {
  const path = asciiDigits(visible(unescaped(target.split('?', 1)[0] ?? ''))).replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
  return safeWords(path).replace(BARE_NUMBER, masked).slice(0, LONGEST_PATH);
}

/** Credentials in places where they do not belong. */
const hideCredentials = (text: string): string => text.replace(/eyJ[\w-]+(?:\.[\w-]*)*|esk_[\w-]+/g, '…');

/** Text that a client chose. */
const safeWords = (text: string): string => hideCredentials(maskNumbers(text));

function pathOf({ originalUrl, url }: LoggedRequest): string {
  return maskTarget(originalUrl ?? url ?? '');
}

/** The request ID is in every line already. */
function answered(request: LoggedRequest, response: ServerResponse, { responseTime }: { responseTime?: number }): object {
  const { method, methodOverride, client, tenant } = request;
  return {
    method,
    path: pathOf(request),
    ...(methodOverride && { methodOverride }),
    // The header of a proxy may have any value.
    client: maskNumbers(client ?? '').slice(0, LONGEST_ADDRESS),
    tenant,
    status: response.statusCode,
    ms: responseTime,
  };
}

export function loggerModule(config: Config): DynamicModule {
  return LoggerModule.forRoot({
    forRoutes: ['*path'],
    pinoHttp: {
      level: config.LOG_LEVEL,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
      },
      quietReqLogger: true,
      customAttributeKeys: { reqId: 'requestId' },
      // Headers hold tokens, so only the fields that `answered` names are logged of a request.
      serializers: { req: () => undefined, res: () => undefined, err: () => undefined, requestId: (id) => safeWords(String(id)) },
      customLogLevel: (_request, response, error) => (error !== undefined || response.statusCode >= 500 ? 'error' : 'info'),
      customSuccessMessage: () => 'request',
      customErrorMessage: () => 'request failed',
      customSuccessObject: answered,
      customErrorObject: (request, response, _error, value: { responseTime?: number }) => answered(request, response, value),
      hooks: {
        logMethod(args, method) {
          const [fields] = args as unknown[] as [{ context?: string }?];
          if (FRAMEWORK.has(fields?.context ?? '')) return;
          method.apply(this, args.map((arg: unknown) => (typeof arg === 'string' ? maskNumbers(arg) : arg)) as typeof args);
        },
      },
    },
  });
}
