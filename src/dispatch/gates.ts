// The gate of each queue of this process.
import { Injectable } from '@nestjs/common';
import { Paces } from '../queue/paces.js';
import { type QueueName, queueName } from '../queue/queue-name.js';
import { Gate } from './gate.js';
import { Routes } from './routes.js';

@Injectable()
export class Gates {
  private readonly gates = new Map<string, Gate>();

  constructor(
    private readonly routes: Routes,
    private readonly paces: Paces,
  ) {}

  of(queue: QueueName): Gate {
    const name = queueName(queue);
    let gate = this.gates.get(name);
    if (gate === undefined) this.gates.set(name, (gate = new Gate(this.routes.linesOf(queue)[0], queue.sender, this.paces)));
    return gate;
  }

  /** Something that an operator decides may have changed. */
  recheck(): void {
    for (const gate of this.gates.values()) gate.recheck();
  }
}
