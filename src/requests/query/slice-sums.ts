/** How many entries of a request stand where, as its slices count them (sql/fragments/slice-sums.sql). */
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
