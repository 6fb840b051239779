// Parses the text of a setting by its kind. An invalid text is reported in a sentence that names the setting.
import { isSupportedCountry } from 'libphonenumber-js/max';
import { readFileSync } from 'node:fs';
import { isAddressRange, isDatabaseUrl } from '../addresses.js';
import { keyBytes } from './key-bytes.js';
import { StartupError } from './startup-error.js';

export type Kind =
  'string' | 'environment' | 'database' | 'address' | 'int' | 'boolean' | 'list' | 'lanes' | 'role' | 'level' | 'trust' | 'country' | 'key';

export interface Setting {
  kind: Kind;
  fallback: string;
  /** The setting can also be read from the file that NAME_FILE names (Docker and Kubernetes secrets). */
  secret?: boolean;
  min?: number;
  max?: number;
  /** The form of a text that has one. */
  form?: { is: (text: string) => boolean; what: string };
  about: string;
}

const ROLES: readonly string[] = ['all', 'api', 'worker'];
const ENVIRONMENTS: readonly string[] = ['development', 'test', 'production'];
const LEVELS: readonly string[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const items = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** @throws StartupError that names the setting, never the value of a secret */
export function parseSetting(name: string, s: Setting, text: string): unknown {
  const refuse = (what: string): never => {
    throw new StartupError(`${name} must be ${what}, not “${s.secret ? '…' : text}”. Correct it and start again.`);
  };
  switch (s.kind) {
    case 'string':
      return text === '' || s.form?.is(text) !== false ? text : refuse(s.form.what);
    case 'environment':
      return ENVIRONMENTS.includes(text) ? text : refuse(`one of ${ENVIRONMENTS.join(', ')}`);
    case 'database':
      return text === '' || isDatabaseUrl(text) ? text : refuse('an address such as postgres://user:password@host:5432/database');
    case 'address': {
      const { protocol, username, search, hash } = URL.canParse(text) ? new URL(text) : { protocol: '' };
      const good = text === '' || (/^https?:$/.test(protocol) && [username, search, hash].every((part) => part === ''));
      return good ? text.replace(/\/+$/, '') : refuse('an address such as https://sms.example.com');
    }
    case 'int': {
      const n = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      const min = s.min ?? 0;
      if (Number.isNaN(n) || n < min || n > (s.max ?? n)) refuse(`a whole number from ${min}${s.max === undefined ? '' : ` to ${s.max}`}`);
      return n;
    }
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : refuse('true or false');
    case 'list':
      return items(text);
    case 'lanes': {
      const lanes = items(text);
      const good = lanes.length > 0 && lanes.every((lane) => /^\d{1,4}$/.test(lane) && Number(lane) <= 1023);
      if (!good || new Set(lanes.map(Number)).size !== lanes.length) refuse('a list of different numbers from 0 to 1023, comma-separated');
      return lanes.map(Number);
    }
    case 'role':
      return ROLES.includes(text) ? text : refuse(`one of ${ROLES.join(', ')}`);
    case 'level':
      return LEVELS.includes(text) ? text : refuse(`one of ${LEVELS.join(', ')}`);
    case 'country':
      return text === '' || isSupportedCountry(text) ? text : refuse('an ISO country code such as IN or US');
    case 'key':
      return text === '' || keyBytes(text) ? text : refuse('32 bytes in hex or base64, for example from `openssl rand -hex 32`');
    case 'trust':
      if (text === 'true' || text === 'false') return text === 'true';
      if (/^[1-9]\d?$/.test(text)) return Number(text);
      return items(text).every(isAddressRange)
        ? items(text)
        : refuse('addresses and CIDR ranges, comma-separated, a number of proxies from 1 to 99, true or false');
  }
}

/** The content of a file that a setting names. @throws StartupError */
export function contentOf(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new StartupError(`${name} names ${file}, which can't be read. Correct the path or its permissions and start again.`);
  }
}
