// Doing it: claims what is due, hands it over, completes it.
import { type DynamicModule, Module } from '@nestjs/common';
import type { Provider } from '../providers/provider.js';
import { QueueModule } from '../queue/queue.module.js';
import { Dispatcher } from './dispatcher.js';
import { ForeignReceipts } from './foreign-receipts.js';
import { InDoubtReconciler } from './in-doubt-reconciler.js';
import { Contents } from './contents.js';
import { ProviderSelectors } from './provider-selectors.js';
import { Attempts } from './attempts.js';
import { HandOver } from './hand-over.js';
import { OutcomesModule } from './outcomes.module.js';
import { RecallQuestions } from './recall-questions.js';
import { Recaller } from './recaller.js';
import { Recorder } from './recorder.js';
import { RequestMessages } from './request-messages.js';
import { Routes } from './routes.js';
import { NO_SIGNALS, SIGNALS, type Signals } from './signals.js';
import { LeaseRescuer } from './lease-rescuer.js';
import { WakeCalls } from './wake-calls.js';
import { WorkerReport } from './worker-report.js';

/** What a test or a benchmark puts in the place of a server's own. */
export interface DispatchParts {
  /** Points that a test holds. */
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
        LeaseRescuer,
        WakeCalls,
        WorkerReport,
      ],
    };
  }
}
