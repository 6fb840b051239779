// The gate of each queue of this process.
import { Injectable } from '@nestjs/common';
import { Paces } from '../queue/paces.js';
import { type QueueName, queueName } from '../queue/queue-name.js';
import { Gate } from './gate.js';
import { QueueGate } from './queue-gate.js';
import { type Line, Routes } from './routes.js';

@Injectable()
export class Gates {
  private readonly gates = new Map<string, QueueGate>();

  constructor(
    private readonly routes: Routes,
    private readonly paces: Paces,
  ) {}

  of(queue: QueueName): QueueGate {
    const name = queueName(queue);
    let gate = this.gates.get(name);
    if (gate === undefined) {
      const [first, ...others] = this.routes.linesOf(queue);
      const of = (line: Line | undefined): Gate => new Gate(line, queue.sender, this.paces);
      this.gates.set(name, (gate = new QueueGate([of(first), ...others.map(of)])));
    }
    return gate;
  }

  /** Milliseconds for which some queue is slower for what the line's carrier said; 0 = none is. */
  slowMs(line: Line): number {
    const gates = [...this.gates.values()].flatMap((queue) => queue.gates.filter((gate) => gate.line === line));
    return Math.max(0, ...gates.map((gate) => gate.slowMs()));
  }

  /** Something that an operator decides may have changed. */
  recheck(): void {
    for (const gate of this.gates.values()) gate.recheck();
  }
}
