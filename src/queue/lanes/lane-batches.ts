// Collects rows that arrive together into one statement of their lane. Rows that arrive during the statement go into the next one.

interface Batch<Row> {
  /** By a key, so that no row is twice in a statement. */
  rows: Map<string, Row>;
  written: Promise<void>;
}

export class LaneBatches<Row> {
  private readonly open = new Map<number, Batch<Row>>();
  private readonly writing = new Map<number, Promise<unknown>>();

  constructor(private readonly write: (lane: number, rows: readonly Row[]) => Promise<void>) {}

  /** Resolves when the row is written. Of several rows with one key in a statement, the last one is written. */
  add(lane: number, key: string, row: Row): Promise<void> {
    const batch = this.open.get(lane) ?? this.begin(lane);
    batch.rows.set(key, row);
    return batch.written;
  }

  private begin(lane: number): Batch<Row> {
    const rows: Batch<Row>['rows'] = new Map();
    const written = (this.writing.get(lane) ?? Promise.resolve()).then(() => {
      this.open.delete(lane);
      return this.write(lane, [...rows.values()]);
    });
    const batch = { rows, written };
    this.open.set(lane, batch);
    this.writing.set(
      lane,
      written.catch(() => undefined),
    );
    return batch;
  }
}
