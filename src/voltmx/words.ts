// The Volt MX API's names of the entry statuses (contract section 7).
import type { Status } from '../queue/states.js';

/** By this server's status. A client of the Volt MX API knows only these names. */
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
