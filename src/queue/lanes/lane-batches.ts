// Rows that come at once share a statement of their lane. What comes while that is written goes into the next one together.

interface Batch<Row> {
  /** By a key, so that none is twice in a statement. */
  rows: Map<string, Row>;
  written: Promise<void>;
}

export class LaneBatches<Row> {
  private readonly open = new Map<number, Batch<Row>>();
  private readonly writing = new Map<number, Promise<unknown>>();

  constructor(private readonly write: (lane: number, rows: readonly Row[]) => Promise<void>) {}

  /** Resolves once it is written; of those with one key in a statement the last is. */
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
