// Structured logs: one JSON line a request and a few for what the server does by itself. Never content, tokens or keys: a request is
// logged by its path without the query; whatever looks like a phone number is masked, wherever it stands.
import type { DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { IncomingMessage, ServerResponse } from 'node:http';
import pino from 'pino';
import type { Config } from './config.js';

/** The raw request with what the gateway notes on it. */
interface LoggedRequest extends IncomingMessage {
  originalUrl?: string;
  methodOverride?: boolean;
  client?: string;
  tenant?: string;
}

const NUMBER = /\+\d{7,15}\b/g;
/** Nest's own account of how it put the application together. */
const FRAMEWORK = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication', 'ExceptionHandler']);
const LONGEST_PATH = 256;
const LONGEST_ADDRESS = 64;

/** The first two and last two digits of a number stay, to tell one from another. */
export const maskNumbers = (text: string): string => text.replace(NUMBER, (number) => `${number.slice(0, 3)}…${number.slice(-2)}`);

/** Credentials that were put where they don't belong. */
const hideCredentials = (text: string): string => text.replace(/eyJ[\w-]+(?:\.[\w-]*)*|esk_[\w-]+/g, '…');

/** A client's own words. */
const safeWords = (text: string): string => hideCredentials(maskNumbers(text));

function pathOf({ originalUrl, url }: LoggedRequest): string {
  const path = (originalUrl ?? url ?? '').split('?', 1)[0] ?? '';
  // An ID of ours has more digits than a number, so what has as few as a number may be one.
  const shown = safeWords(path.replace(/%2b/gi, '+')).replace(/\/(\d\d)\d{3,11}(\d\d)(?=\/|$)/g, '/$1…$2');
  return shown.slice(0, LONGEST_PATH);
}

/** The request ID is on every line already. */
function answered(request: LoggedRequest, response: ServerResponse, { responseTime }: { responseTime?: number }): object {
  const { method, methodOverride, client, tenant } = request;
  return {
    method,
    path: pathOf(request),
    ...(methodOverride && { methodOverride }),
    // A proxy's header may say anything.
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
      // Headers hold tokens: nothing of the request is logged but what `answered` names.
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
