// A worker that sleeps hears of what is due now. Never part of what made it due: without it the worker looks a little later.
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

  /** One call is under way at a time, and one after it stands for all that came meanwhile. */
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
