// The scenarios of the simulated provider. The number of a message chooses one: `+1500555XNNN`, by X. Any other number is accepted.
// docs/reference/statuses.md has this table for users.
import type { Message } from '../provider.js';

export type Scenario =
  | 'accepted'
  | 'delivered'
  | 'undelivered'
  | 'refused'
  | 'temporary'
  | 'throttled'
  | 'lost answer'
  | 'lost answer, found'
  | 'lost answer, delivered'
  | 'receipt before answer'
  | 'slow';

const PATTERN = /^\+1500555(\d)(\d{3})$/;

export function scenarioOf({ address, channel, attempt }: Pick<Message<string>, 'address' | 'channel' | 'attempt'>): Scenario {
  const [, kind, rest] = PATTERN.exec(address) ?? [];
  const upperHalf = Number(rest) >= 500;
  switch (kind) {
    case '1':
      return 'delivered';
    case '2':
      return 'undelivered';
    case '3':
      return upperHalf && channel === 'voice' ? 'accepted' : 'refused';
    case '4':
      return attempt === 1 ? 'temporary' : 'accepted';
    case '5':
      return 'temporary';
    case '6':
      return attempt === 1 ? 'throttled' : 'accepted';
    case '7':
      return upperHalf ? 'lost answer, found' : 'lost answer';
    case '8':
      return 'lost answer, delivered';
    case '9':
      return upperHalf ? 'slow' : 'receipt before answer';
    case undefined:
    default:
      return 'accepted';
  }
}
