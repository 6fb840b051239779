// Limits the reads of one tenant at a time, since a read may take seconds. Further reads wait, so that one tenant never uses all connections
// of the process or all cores of the database.
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { finalize, type Observable } from 'rxjs';
import { tooManyRequests } from '../../http/throttle.guard.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { FairGate } from '../../platform/fair-gate.js';

/** The limit of waiting reads can be high: a waiting read uses only the client's connection. */
const WAITING = 1_000;
const RETRY_SECONDS = 1;

@Injectable()
export class ReadGate extends FairGate {
  constructor(@Inject(CONFIG) { DATABASE_POOL }: Config) {
    // A read may use a whole core of the database. The default is two reads per tenant.
    super({ places: Math.max(1, DATABASE_POOL >> 1), each: Math.max(1, DATABASE_POOL >> 3), waiting: WAITING });
  }
}

@Injectable()
export class FairReads implements NestInterceptor {
  constructor(private readonly gate: ReadGate) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    const leave = await this.gate.enter(caller?.tenant ?? '');
    if (leave === undefined) throw tooManyRequests(WAITING, RETRY_SECONDS);
    return next.handle().pipe(finalize(leave));
  }
}
