// SMS as an engagement module: texts and calls to phone numbers, by the routes of the compatible API.
import type { EngagementModule } from '../engagement-module.js';
import { Sms1765000000100 } from './migrations/1765000000100-sms.js';
import { SMS_SETTINGS, type SmsConfig } from './settings.js';
import { SMS, smsChannels } from './sms.js';

export const SMS_MODULE: EngagementModule = {
  name: SMS,
  scopes: ['messages:send', 'messages:read', 'messages:cancel'],
  settings: SMS_SETTINGS,
  migrations: [Sms1765000000100],
  channels: (config) => smsChannels(config as SmsConfig),
  core: async () => (await import('./opt-outs/opt-outs.module.js')).OptOutsModule.register(),
  api: async () => (await import('./messages.module.js')).MessagesModule.register(),
};
