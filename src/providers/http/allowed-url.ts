// A configured address of a provider. Its host must be in the list beside it. So a mistake, or a person who may change one setting, cannot
// send messages and credentials to another host.
import { ValidateBy, type ValidationArguments } from 'class-validator';

const urlOf = (value: unknown): URL | undefined => (typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined);
const isHttp = (url: URL): boolean => /^https?:$/.test(url.protocol);
/** Undefined if the list itself is invalid, which is reported for the list. */
const hostsOf = ({ object }: ValidationArguments): readonly unknown[] | undefined => {
  const { hosts } = object as { hosts: unknown };
  return Array.isArray(hosts) && hosts.length > 0 ? (hosts as unknown[]) : undefined;
};

/**
 * For a class with `hosts`: http or https, with a host of that list (`host`, or `host:port` for any but the usual port), without
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
      // The sentence never holds the whole address, which may contain a password.
      defaultMessage: (args) => {
        const url = urlOf(args?.value);
        const given = url !== undefined && isHttp(url) ? `, not of ${url.host}` : '';
        const hosts = args && hostsOf(args)?.join(', ');
        return `$property must be an http or https address without credentials, of one of its hosts (${hosts ?? ''})${given}`;
      },
    },
  });
