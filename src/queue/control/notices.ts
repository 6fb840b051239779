// What an operator should know of a module's own tables: the module registers a count with its name. The state of the system shows it.
import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';

export interface Notice {
  module: string;
  /** As the state of the system calls it: `ignoredKeywords`. */
  name: string;
  /** In one lane. */
  count(pool: Pool, lane: number): Promise<number>;
}

@Injectable()
export class Notices {
  private readonly registered: Notice[] = [];

  get all(): readonly Notice[] {
    return this.registered;
  }

  register(notice: Notice): void {
    this.registered.push(notice);
  }
}
