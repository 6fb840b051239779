// An address of a provider that is configured: its host has to be in the list beside it, so that a slip, or somebody who may change one
// setting, sends no message and no credentials anywhere else.
import { ValidateBy, type ValidationArguments } from 'class-validator';

const urlOf = (value: unknown): URL | undefined => (typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined);
const isHttp = (url: URL): boolean => /^https?:$/.test(url.protocol);
/** Undefined where the list itself is wrong, which is said of the list. */
const hostsOf = ({ object }: ValidationArguments): readonly unknown[] | undefined => {
  const { hosts } = object as { hosts: unknown };
  return Array.isArray(hosts) && hosts.length > 0 ? (hosts as unknown[]) : undefined;
};

/**
 * Of a class that has `hosts`: http or https, of a host in that list (`host`, or `host:port` for any but the usual port), without
 * credentials.
 */
export const IsAllowedUrl = (): PropertyDecorator =>
  ValidateBy({
    name: 'isAllowedUrl',
    validator: {
      validate: (value, args) => {
        const url = urlOf(value);
        if (url === undefined || args === undefined || !isHttp(url) || url.username !== '' || url.password !== '') return false;
        return hostsOf(args)?.includes(url.host) ?? true;
      },
      // Never the whole of it: what is wrong may be a password.
      defaultMessage: (args) => {
        const url = urlOf(args?.value);
        const given = url !== undefined && isHttp(url) ? `, not of ${url.host}` : '';
        const hosts = args && hostsOf(args)?.join(', ');
        return `$property must be an http or https address without credentials, of one of its hosts (${hosts ?? ''})${given}`;
      },
    },
  });
