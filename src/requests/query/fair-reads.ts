// Reads may take the database seconds: a tenant has some at once, and the others wait, so that they never have all connections of the
// process, nor all of the database's cores.
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { finalize, type Observable } from 'rxjs';
import { tooManyRequests } from '../../http/throttle.guard.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { FairGate } from '../../platform/fair-gate.js';

/** One that waits costs its connection alone. */
const WAITING = 1_000;
const RETRY_SECONDS = 1;

@Injectable()
export class ReadGate extends FairGate {
  constructor(@Inject(CONFIG) { DATABASE_POOL }: Config) {
    // Each may keep a core of the database's busy: a tenant has two by default.
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
