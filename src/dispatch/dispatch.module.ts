// The dispatch of a worker: it claims due entries, hands them over, and completes them.
import { type DynamicModule, Module } from '@nestjs/common';
import type { Provider } from '../providers/provider.js';
import { QueueModule } from '../queue/queue.module.js';
import { Dispatcher } from './worker/dispatcher.js';
import { ForeignReceipts } from './reconcile/foreign-receipts.js';
import { InDoubtReconciler } from './reconcile/in-doubt-reconciler.js';
import { Contents } from './attempt/contents.js';
import { ProviderSelectors } from './admission/provider-selectors.js';
import { Attempts } from './attempt/attempts.js';
import { HandOver } from './attempt/hand-over.js';
import { OutcomesModule } from './intake/outcomes.module.js';
import { ReceiptApplier } from './reconcile/receipt-applier.js';
import { RecallQuestions } from './reconcile/recall-questions.js';
import { Recaller } from './reconcile/recaller.js';
import { Recorder } from './worker/recorder.js';
import { RequestMessages } from './attempt/request-messages.js';
import { Routes } from './admission/routes.js';
import { NO_SIGNALS, SIGNALS, type Signals } from './worker/signals.js';
import { Expirer } from './worker/expirer.js';
import { LeaseRescuer } from './worker/lease-rescuer.js';
import { Upkeep } from './worker/upkeep.js';
import { WakeCalls } from './worker/wake-calls.js';
import { WorkerReport } from './worker/worker-report.js';

/** Parts that tests and benchmarks replace. */
export interface DispatchParts {
  /** Points at which a test holds the dispatcher. */
  signals?: Signals;
  providers?: readonly Provider[];
}

@Module({})
export class DispatchModule {
  static register({ signals = NO_SIGNALS }: DispatchParts = {}): DynamicModule {
    return {
      module: DispatchModule,
      imports: [QueueModule, OutcomesModule],
      providers: [
        { provide: SIGNALS, useValue: signals },
        Dispatcher,
        InDoubtReconciler,
        ForeignReceipts,
        ProviderSelectors,
        Attempts,
        Contents,
        HandOver,
        Recaller,
        RecallQuestions,
        Recorder,
        RequestMessages,
        Routes,
        Expirer,
        LeaseRescuer,
        ReceiptApplier,
        Upkeep,
        WakeCalls,
        WorkerReport,
      ],
    };
  }
}
