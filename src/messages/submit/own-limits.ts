// The longest content of a tenant that has stored a limit with its provider. It is never above the limit of the operator.
import type { SmsConfig } from '../settings.js';
import type { Routing } from '../../queue/routing.js';

export function withOwnLimits(config: SmsConfig, routing: Routing, tenant: string): SmsConfig {
  const [text, voice] = [routing.ownOf('text', tenant)?.maxLength ?? null, routing.ownOf('voice', tenant)?.maxLength ?? null];
  if (text === null && voice === null) return config;
  return {
    ...config,
    TEXT_MAX_LENGTH: Math.min(config.TEXT_MAX_LENGTH, text ?? Infinity),
    VOICE_MAX_LENGTH: Math.min(config.VOICE_MAX_LENGTH, voice ?? Infinity),
  };
}
