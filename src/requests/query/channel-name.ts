import type { Channels } from '../../queue/channels.js';

/** The name of a channel in answers. A channel of a removed module has no name; its requests are still shown. */
export const channelName = (channels: Channels, code: number): string => channels.find(code)?.name ?? `unknown (${code})`;
