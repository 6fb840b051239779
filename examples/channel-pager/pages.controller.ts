// The routes of the pager module: submit pages to beds, and cancel them.
import { Controller, Delete, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { ApiError } from '../../src/http/api-error.js';
import { type Caller, CallerOf } from '../../src/auth/caller.js';
import { readJson } from '../../src/http/json-body.js';
import { Scope } from '../../src/auth/scope.js';
import { poolOf } from '../../src/platform/database/database.js';
import { Cancels } from '../../src/queue/control/cancels.js';
import { Enqueue } from '../../src/queue/enqueue/enqueue.js';
import { AddressList } from '../../src/queue/recipients.js';
import { RequestIds } from '../../src/queue/lanes/request-ids.js';
import { transaction } from '../../src/queue/transaction.js';
import { Wake } from '../../src/queue/control/wake.js';
import { readAddress } from './pager-module.js';

/** The size limit of a body: enough for 10,000 beds with names. */
const LARGEST_BYTES = 1_048_576;

interface PagesBody {
  text: string;
  urgent?: boolean;
  beds: { address: string; name?: string }[];
}

@ApiTags('Pages')
@Controller('api/v1/pages')
export class PagesController {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly ids: RequestIds,
    private readonly queue: Enqueue,
    private readonly cancels: Cancels,
    private readonly wake: Wake,
  ) {}

  @Post()
  @Scope('messages:send')
  async submit(@CallerOf() { tenant, subject }: Caller, @Req() request: FastifyRequest): Promise<{ id: string }> {
    const { text, urgent = false, beds } = (await readJson(request, LARGEST_BYTES)) as PagesBody;
    const addresses = beds.map(({ address }, i) => {
      const read = readAddress(address);
      if (read === undefined) throw new ApiError(400, 'Invalid Request', [{ field: `beds[${i}].address`, message: 'is not a bed' }]);
      return read;
    });
    const values = beds.map(({ name }) => (name === undefined ? null : JSON.stringify({ name })));
    const lane = this.ids.nextLane();
    const requestId = await this.ids.next(lane);
    await transaction(poolOf(this.database), (client) =>
      this.queue.enqueue(client, {
        ...{ lane, requestId, tenant, submittedBy: subject, channel: 'page', payload: JSON.stringify({ text, urgent }) },
        ...{ fallback: null, units: null, sender: null, priority: urgent, startsAt: null, expiresAt: null },
        recipients: new AddressList(addresses, values.every((each) => each === null) ? null : values),
      }),
    );
    this.wake.call();
    return { id: requestId.toString() };
  }

  @Delete(':id')
  @Scope('messages:cancel')
  async cancel(@CallerOf() { tenant, subject }: Caller, @Param('id') id: string): Promise<object> {
    const account = await this.cancels.cancel(id, { module: 'pager', tenant }, subject);
    if (account === null) throw new ApiError(400, 'Nothing to cancel');
    return account;
  }
}
