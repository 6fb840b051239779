// What a queue is called: its channel, its route (none: the default one), and the sender where that has a rate limit of its own. The name
// is what a slice keeps, so it says by itself what it is of, also after the configuration has changed.

export interface QueueName {
  channel: string;
  /** Empty: the channel's default route. */
  route: string;
  /** With a rate limit of its own, so that it holds up nobody else; null: of all others. */
  sender: string | null;
}

/** `text`, `text/india`, `text/india:ACME`. */
export const queueName = ({ channel, route, sender }: QueueName): string =>
  channel + (route === '' ? '' : `/${route}`) + (sender === null ? '' : `:${sender}`);

const NAME = /^([a-z][a-z\d-]*)(?:\/([^/:]+))?(?::(.+))?$/s;

/** Of a queue's name; '' for what no version of this server called a queue. */
export const channelOf = (name: string): string => readQueueName(name)?.channel ?? '';

/** Undefined for what no version of this server called a queue. */
export function readQueueName(name: string): QueueName | undefined {
  const [, channel, route = '', sender = null] = NAME.exec(name) ?? [];
  return channel === undefined ? undefined : { channel, route, sender };
}
