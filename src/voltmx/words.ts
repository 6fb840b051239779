// The words of the Volt MX API where this server has words of its own (contract section 7).
import type { Status } from '../queue/states.js';

/** The SMS API's own word for each: a client of the Volt MX API knows no other. */
export const VOLTMX_STATUS: Readonly<Record<Status, string>> = {
  Initial: 'Initial',
  'Queue Full': 'Queue Full',
  Sending: 'Initial',
  Submitted: 'Submitted',
  Delivered: 'Submitted',
  Undelivered: 'Undelivered',
  Expired: 'Undelivered',
  Rejected: 'Rejected',
  'Not Attempted': 'Not Attempted',
  Cancelled: 'Cancelled',
  'In doubt': 'Submitted',
};
