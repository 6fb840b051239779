import type { Channels } from '../../queue/channels.js';

/** The name that a channel is shown by. One whose module is gone has none, and what it has sent is still shown. */
export const channelName = (channels: Channels, code: number): string => channels.find(code)?.name ?? `unknown (${code})`;
