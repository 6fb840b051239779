// Doing it: claims what is due, hands it over, completes it.
import { type DynamicModule, Module } from '@nestjs/common';
import type { Carrier } from '../carriers/carrier.js';
import { QueueModule } from '../queue/queue.module.js';
import { Dispatcher } from './dispatcher.js';
import { ForeignReceipts } from './foreign-receipts.js';
import { DoubtAsker } from './doubt-asker.js';
import { Contents } from './contents.js';
import { Gates } from './gates.js';
import { Attempts } from './attempts.js';
import { HandOver } from './hand-over.js';
import { OutcomesModule } from './outcomes.module.js';
import { RecallQuestions } from './recall-questions.js';
import { Recaller } from './recaller.js';
import { Recorder } from './recorder.js';
import { RequestMessages } from './request-messages.js';
import { Routes } from './routes.js';
import { NO_SIGNALS, SIGNALS, type Signals } from './signals.js';
import { Sweeper } from './sweeper.js';
import { WakeCalls } from './wake-calls.js';
import { WorkerReport } from './worker-report.js';

/** What a test or a benchmark puts in the place of a server's own. */
export interface DispatchParts {
  /** Points that a test holds. */
  signals?: Signals;
  carriers?: readonly Carrier[];
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
        DoubtAsker,
        ForeignReceipts,
        Gates,
        Attempts,
        Contents,
        HandOver,
        Recaller,
        RecallQuestions,
        Recorder,
        RequestMessages,
        Routes,
        Sweeper,
        WakeCalls,
        WorkerReport,
      ],
    };
  }
}
