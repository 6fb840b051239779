// Counts of a module's own tables that an operator should see. A module registers each count with a name. The state of the system shows it.
import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';

export interface Notice {
  module: string;
  /** The name in the state of the system, such as `ignoredKeywords`. */
  name: string;
  /** The count in one lane. */
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
