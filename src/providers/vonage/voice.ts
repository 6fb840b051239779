// A call by the Voice API that reads the message out: the request to POST /v1/calls, its credentials, and the meaning of its answer. Calls
// carry no reference of ours, so the address of their events does, with a proof that we wrote it.
import jwt from 'jsonwebtoken';
import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto';
import { StartupError } from '../../platform/config/config.js';
import { jsonObject } from '../http/json.js';
import type { OutboundAnswer } from '../http/outbound.js';
import { type Answer, type Message, referenceOf } from '../provider.js';
import { textOf } from './json.js';
import { problemOf } from './problem.js';
import { eventKeyOf, eventUrl } from './own-proof.js';
import { withoutPlus } from './text.js';
import type { VonageSettings } from './vonage-settings.js';

const TOKEN_SECONDS = 300;
const LEAST_BITS = 2_048;

/** The credentials for the Voice API. */
export class Application {
  private constructor(
    readonly id: string,
    private readonly key: KeyObject,
  ) {}

  /** Undefined if no application is configured. @throws StartupError for a key that cannot sign */
  static from(name: string, { applicationId, privateKey }: VonageSettings): Application | undefined {
    if (applicationId === undefined || privateKey === undefined) return undefined;
    let key: KeyObject | undefined;
    try {
      // The key may be in one line, as environments often hold it.
      key = createPrivateKey(privateKey.replaceAll('\\n', '\n'));
    } catch {
      key = undefined;
    }
    if (key?.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS)
      throw new StartupError(
        `${name}: privateKey must be the application’s RSA key in PEM, ${LEAST_BITS} bits or more. Correct it and start again.`,
      );
    return new Application(applicationId, key);
  }

  token(): string {
    return jwt.sign({ application_id: this.id, jti: randomUUID() }, this.key, { algorithm: 'RS256', expiresIn: TOKEN_SECONDS });
  }
}

/**
 * Plain text is read out as it is, unless it looks like SSML: then it is sent as SSML, with its content escaped.
 * https://developer.vonage.com/voice/voice-api/concepts/customizing-tts
 */
export function spoken(content: string): string {
  if (!/<\s*\/?\s*speak/i.test(content)) return content;
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<speak>${escaped}</speak>`;
}

/** @param callback address for events; undefined = no events are requested */
export function callBody(message: Message<string>, settings: VonageSettings, callback: string | undefined): string {
  const { language, style, loop } = settings;
  const number = [message.sender, settings.voiceFrom, settings.from].find((each) => each != null && /^\+?\d{7,15}$/.test(each));
  return JSON.stringify({
    to: [{ type: 'phone', number: withoutPlus(message.address) }],
    ...(number == null ? { random_from_number: true } : { from: { type: 'phone', number: withoutPlus(number) } }),
    ncco: [{ action: 'talk', text: spoken(message.content), language, style, loop }],
    ...(callback !== undefined && {
      event_url: [eventUrl(callback, referenceOf(message), eventKeyOf(settings))],
      event_method: 'POST',
    }),
  });
}

export function callAnswer(answer: OutboundAnswer): Answer {
  if (answer.status !== 201) return problemOf(answer);
  const providerMessageId = textOf(jsonObject(answer.body)?.uuid);
  return providerMessageId === ''
    ? { kind: 'unknown', reason: 'Vonage’s answer could not be understood' }
    : { kind: 'accepted', providerMessageId };
}
