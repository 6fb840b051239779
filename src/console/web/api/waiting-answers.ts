// Why messages wait, as the server answers it.

export interface WaitAnswer {
  /** Null: whatever the provider. */
  provider: string | null;
  kind: 'held' | 'configuration' | 'outage' | 'throttled';
  /** The server's own sentence. */
  reason: string;
  since: string | null;
}
