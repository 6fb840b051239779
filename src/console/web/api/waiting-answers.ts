// Why messages wait, as the server answers it.

export interface WaitAnswer {
  /** Null: whatever the carrier. */
  carrier: string | null;
  kind: 'stopped' | 'configuration' | 'outage' | 'throttled';
  /** The server's own sentence. */
  reason: string;
  since: string | null;
}
