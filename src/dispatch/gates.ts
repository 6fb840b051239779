// The gate of each queue of this process.
import { Injectable } from '@nestjs/common';
import { Paces } from '../queue/paces.js';
import { type QueueName, queueName } from '../queue/queue-name.js';
import { Routing } from '../queue/routing.js';
import { Gate } from './gate.js';
import { QueueGate } from './queue-gate.js';
import { type Line, Routes } from './routes.js';

@Injectable()
export class Gates {
  private readonly gates = new Map<string, { queue: QueueName; gate: QueueGate }>();
  private changes = 0;

  constructor(
    private readonly routes: Routes,
    private readonly paces: Paces,
    private readonly routing: Routing,
  ) {}

  /** Another one once the queue's carriers are others: what was let in by the one before goes on by that. */
  of(queue: QueueName): QueueGate {
    if (this.changes !== this.routing.changes) this.dropChanged();
    const name = queueName(queue);
    const known = this.gates.get(name);
    if (known !== undefined) return known.gate;
    const [first, ...others] = this.routes.linesOf(queue);
    const of = (line: Line | undefined): Gate => new Gate(line, queue.sender, this.paces);
    const gate = new QueueGate([of(first), ...others.map(of)]);
    this.gates.set(name, { queue, gate });
    return gate;
  }

  /** Milliseconds for which some queue is slower for what the line's carrier said; 0 = none is. */
  slowMs(line: Line): number {
    const gates = [...this.gates.values()].flatMap(({ gate }) => gate.gates.filter((each) => each.line === line));
    return Math.max(0, ...gates.map((gate) => gate.slowMs()));
  }

  /** Something that an operator decides may have changed. */
  recheck(): void {
    for (const { gate } of this.gates.values()) gate.recheck();
  }

  private dropChanged(): void {
    this.changes = this.routing.changes;
    for (const [name, { queue, gate }] of this.gates) {
      const lines = this.routes.linesOf(queue);
      const had = gate.gates.flatMap(({ line }) => line ?? []);
      if (lines.length !== had.length || lines.some((line, i) => line !== had[i])) this.gates.delete(name);
    }
  }
}
