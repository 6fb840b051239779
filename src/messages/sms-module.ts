// The engagement module for SMS: text messages and voice calls to phone numbers.
import type { EngagementModule } from '../engagement-module.js';
import { Sms1765000000100 } from './migrations/1765000000100-sms.js';
import { SMS_SETTINGS, type SmsConfig } from './settings.js';
import { SMS, smsChannels } from './sms.js';

export const SMS_MODULE: EngagementModule = {
  name: SMS,
  scopes: ['messages:send', 'messages:read', 'messages:cancel'],
  tags: [{ name: 'SMS', description: 'Text and voice requests: submit, query, watch, reschedule, cancel' }],
  settings: SMS_SETTINGS,
  migrations: [Sms1765000000100],
  channels: (config) => smsChannels(config as SmsConfig),
  core: async () => (await import('./opt-outs/opt-outs.module.js')).OptOutsModule.register(),
  api: async () => (await import('./messages.module.js')).MessagesModule.register(),
};
