// The name of a queue: its channel, its route (empty: the default route), and the sender if that has a rate limit of its own. Slices store
// the name, so that it stays readable after the configuration has changed.

export interface QueueName {
  channel: string;
  /** Empty: the channel's default route. */
  route: string;
  /** A sender with its own rate limit, so that it delays no other sender; null: all other senders. */
  sender: string | null;
}

/** `text`, `text/india`, `text/india:ACME`. */
export const queueName = ({ channel, route, sender }: QueueName): string =>
  channel + (route === '' ? '' : `/${route}`) + (sender === null ? '' : `:${sender}`);

const NAME = /^([a-z][a-z\d-]*)(?:\/([^/:]+))?(?::(.+))?$/s;

/** The channel in a queue's name; '' for a name that no version of this server made. */
export const channelOf = (name: string): string => readQueueName(name)?.channel ?? '';

/** Undefined for a name that no version of this server made. */
export function readQueueName(name: string): QueueName | undefined {
  const [, channel, route = '', sender = null] = NAME.exec(name) ?? [];
  return channel === undefined ? undefined : { channel, route, sender };
}
