// Notifies sleeping workers that entries are due. It is never part of the transaction that made them due: without it, a worker finds them a
// little later.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { DUE_CALL, NOTIFY } from './notify.js';
import { read } from '../statements.js';

@Injectable()
export class Wake {
  private waking = false;
  private wakeAgain = false;

  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** At most one notification is under way. One more follows for all calls that came in the meantime. */
  call(): void {
    if (this.waking) {
      this.wakeAgain = true;
      return;
    }
    this.waking = true;
    void read(this.database, NOTIFY, { call: DUE_CALL })
      .catch(() => undefined)
      .finally(() => {
        this.waking = false;
        if (!this.wakeAgain) return;
        this.wakeAgain = false;
        this.call();
      });
  }
}
