// The channels of all modules of this server.
import { SMS_CHANNELS } from './messages/sms.js';
import { Channels } from './queue/channels.js';

export const CHANNELS = new Channels(SMS_CHANNELS);
