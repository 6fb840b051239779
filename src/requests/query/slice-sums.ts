/** The number of entries of a request in each state, from the counters of its slices (sql/fragments/slice-sums.sql). */
export type Sums = Record<
  | 'waiting'
  | 'cancelled'
  | 'expired'
  | 'sending'
  | 'submitted'
  | 'delivered'
  | 'rejected'
  | 'undelivered'
  | 'recalled'
  | 'not_attempted'
  | 'in_doubt',
  number
>;
