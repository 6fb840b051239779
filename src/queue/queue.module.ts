// When: the queue over its tables. Used by messages (enqueue, cancel, schedule) and by dispatch (claim, complete, rescue, resolve).
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Schedules } from './schedules.js';
import { ProviderMessageIds } from './provider-message-ids.js';
import { Cancels } from './cancels.js';
import { Decisions } from './decisions.js';
import { DispatchQueue } from './dispatch-queue.js';
import { InDoubtEntries } from './in-doubt-entries.js';
import { Enqueue } from './enqueue.js';
import { Growth } from './growth.js';
import { LaneCheck } from './lane-check.js';
import { LaneDirectory } from './lane-directory.js';
import { OpenEntries } from './open-entries.js';
import { InboundHandlers } from './inbound-handlers.js';
import { SuppressionMoves } from './suppression/moves.js';
import { Suppression } from './suppression/suppression.js';
import { RateLimits } from './rate-limits.js';
import { CancelPool, DispatchPool, IntakePool, RetentionPool, SharedPool } from './pools.js';
import { Recalls } from './recalls.js';
import { Receipts } from './receipts.js';
import { Removal } from './removal.js';
import { RequestIds } from './request-ids.js';
import { Retention } from './retention.js';
import { QueueSlice } from './queue-slice.entity.js';
import { DispatchHolds } from './dispatch-holds.js';
import { Waits } from './waits.js';
import { Wake } from './wake.js';
import { Workers } from './workers.js';

const PROVIDERS = [
  ...[Schedules, Cancels, ProviderMessageIds, Decisions, DispatchQueue, InDoubtEntries, Enqueue, Growth, CancelPool, DispatchPool],
  ...[
    InboundHandlers,
    IntakePool,
    LaneDirectory,
    OpenEntries,
    SuppressionMoves,
    Suppression,
    RateLimits,
    Recalls,
    Receipts,
    RequestIds,
    Retention,
    DispatchHolds,
    Waits,
    Wake,
    Workers,
  ],
];

@Module({
  imports: [TypeOrmModule.forFeature([QueueSlice])],
  providers: [...PROVIDERS, LaneCheck, Removal, RetentionPool, SharedPool],
  exports: PROVIDERS,
})
export class QueueModule {}
