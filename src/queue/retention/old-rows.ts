// Removal of old rows from modules' own tables. A module registers the statement that removes them; each pass of the retention runs it in
// every lane.
import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';

export interface Old {
  lane: number;
  /** The most rows that one statement removes. */
  most: number;
  /** The age in days from which on rows are removed, by the database's clock. */
  days: number;
}

/** Runs one statement. @returns the number of removed rows; `most` means that more may be left */
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
