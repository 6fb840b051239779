// A worker that sleeps hears of what is due now. Never part of what made it due: without it the worker looks a little later.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** What an operator's command says on the same channel; a submit says nothing. */
export const SETTINGS_CALL = 'settings';

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
    void this.database
      .query(`select pg_notify('sms_due', '')`)
      .catch(() => undefined)
      .finally(() => {
        this.waking = false;
        if (!this.wakeAgain) return;
        this.wakeAgain = false;
        this.call();
      });
  }
}
