// Old rows of a module's own tables. A module registers the statement that removes them; each pass of the retention runs it in every lane.
import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';

export interface Old {
  lane: number;
  /** Rows that one statement removes at most. */
  most: number;
  /** Older than so many days, by the database's clock. */
  days: number;
}

/** One statement. Answers how many rows it removed: as many as `most` means that there may be more. */
export type RemoveOldRows = (pool: Pool, old: Old) => Promise<number>;

@Injectable()
export class OldRows {
  private readonly removals: RemoveOldRows[] = [];

  get all(): readonly RemoveOldRows[] {
    return this.removals;
  }

  register(remove: RemoveOldRows): void {
    this.removals.push(remove);
  }
}
