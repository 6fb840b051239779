// The queue over its tables. Message modules use it to enqueue, cancel and schedule; dispatch uses it to claim, complete, rescue and
// resolve.
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Schedules } from './control/schedules.js';
import { ProviderMessageIds } from './reconcile/provider-message-ids.js';
import { ChannelCodes } from './channel-codes.js';
import { Cancels } from './control/cancels.js';
import { Decisions } from './control/decisions.js';
import { DispatchQueue } from './lease/dispatch-queue.js';
import { InDoubtEntries } from './reconcile/in-doubt-entries.js';
import { Enqueue } from './enqueue/enqueue.js';
import { Growth } from './enqueue/growth.js';
import { LaneCheck } from './lanes/lane-check.js';
import { LaneDirectory } from './lanes/lane-directory.js';
import { OpenEntries } from './enqueue/open-entries.js';
import { Notices } from './control/notices.js';
import { OldRows } from './retention/old-rows.js';
import { InboundHandlers } from './reconcile/inbound-handlers.js';
import { SuppressionMoves } from './suppression/moves.js';
import { Suppression } from './suppression/suppression.js';
import { RateLimits } from './control/rate-limits.js';
import { CancelPool, DispatchPool, IntakePool, RetentionPool, SharedPool } from './pools.js';
import { Recalls } from './reconcile/recalls.js';
import { Receipts } from './reconcile/receipts.js';
import { Removal } from './retention/removal.js';
import { RequestIds } from './lanes/request-ids.js';
import { Retention } from './retention/retention.js';
import { QueueStart } from './queue-start.js';
import { QueueSlice } from './queue-slice.entity.js';
import { DispatchHolds } from './control/dispatch-holds.js';
import { Waits } from './control/waits.js';
import { Wake } from './control/wake.js';
import { Workers } from './control/workers.js';

const PROVIDERS = [
  ...[Schedules, Cancels, ProviderMessageIds, Decisions, DispatchQueue, InDoubtEntries, Enqueue, Growth, CancelPool, DispatchPool],
  ...[
    InboundHandlers,
    IntakePool,
    LaneDirectory,
    Notices,
    OldRows,
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
  providers: [...PROVIDERS, ChannelCodes, LaneCheck, QueueStart, Removal, RetentionPool, SharedPool],
  exports: PROVIDERS,
})
export class QueueModule {}
