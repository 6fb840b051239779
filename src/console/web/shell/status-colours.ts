// The colour of each status, and of what else a bar shows: no two alike, each with a contrast of 3 : 1 on what it stands on, in light and
// in dark. They are CSS variables (theme.ts), so that one name is one colour everywhere.
import type { State, Status } from '../api/answers.js';

const COLOURS = {
  initial: { light: '#868e96', dark: '#9a9da3' },
  'queue-full': { light: '#a37f00', dark: '#ffe066' },
  sending: { light: '#1c7ed6', dark: '#4dabf7' },
  submitted: { light: '#0c8599', dark: '#3bc9db' },
  delivered: { light: '#2f9e44', dark: '#51cf66' },
  undelivered: { light: '#e03131', dark: '#ffa08c' },
  expired: { light: '#e8590c', dark: '#ff922b' },
  rejected: { light: '#862e2e', dark: '#f55050' },
  'not-attempted': { light: '#e64980', dark: '#faa2c1' },
  cancelled: { light: '#212529', dark: '#f8f9fa' },
  'in-doubt': { light: '#ae3ec9', dark: '#e07bf5' },
  recalled: { light: '#4436c9', dark: '#8a7bff' },
  finished: { light: '#5c7a0a', dark: '#94b53c' },
} as const;
type Name = keyof typeof COLOURS;

export const statusVariables = (scheme: 'light' | 'dark'): Record<string, string> =>
  Object.fromEntries(Object.entries(COLOURS).map(([name, of]) => [`--status-${name}`, of[scheme]]));

export const colourOf = (name: Name): string => `var(--status-${name})`;

export const STATUS_COLOUR: Record<Status | State, string> = {
  Initial: colourOf('initial'),
  'Queue Full': colourOf('queue-full'),
  Sending: colourOf('sending'),
  Submitted: colourOf('submitted'),
  Delivered: colourOf('delivered'),
  Undelivered: colourOf('undelivered'),
  Expired: colourOf('expired'),
  Rejected: colourOf('rejected'),
  'Not Attempted': colourOf('not-attempted'),
  Cancelled: colourOf('cancelled'),
  'In doubt': colourOf('in-doubt'),
  // Of a request, by what its entries are then.
  scheduled: colourOf('initial'),
  sending: colourOf('sending'),
  finished: colourOf('finished'),
  cancelled: colourOf('cancelled'),
  expired: colourOf('expired'),
};
