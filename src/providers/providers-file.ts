// PROVIDERS_FILE: providers by name, and routes, in one mounted file, as Docker and Kubernetes keep such data.
import { type Config, contentOf, StartupError } from '../platform/config/config.js';
import { isObject } from './http/json.js';

export interface ProvidersFile {
  /** The name of a place in the file, for a sentence. */
  label: (place: string) => string;
  /** Undefined if the file leaves the providers to PROVIDERS. */
  providers: Readonly<Record<string, object>> | undefined;
  routes: readonly unknown[];
}

const PARTS = ['providers', 'routes'];

/** Undefined if no file is configured. @throws StartupError */
export function providersFile({ PROVIDERS_FILE: path }: Config): ProvidersFile | undefined {
  if (path === '') return undefined;
  const refuse = (what: string): never => {
    throw new StartupError(`${what}. Correct the file and start again; docs/guides/providers/routing.md has an example.`);
  };
  const label = (place: string): string => `${place} in ${path}`;
  let content: unknown;
  try {
    content = JSON.parse(contentOf('PROVIDERS_FILE', path));
  } catch (error) {
    // The message of JSON.parse quotes the file.
    if (error instanceof StartupError) throw error;
    return refuse(`PROVIDERS_FILE names ${path}, which is not JSON`);
  }
  if (!isObject(content)) return refuse(`PROVIDERS_FILE names ${path}, which is not a JSON object`);
  const unknown = Object.keys(content).find((part) => !PARTS.includes(part));
  if (unknown !== undefined) return refuse(`${label(unknown)} means nothing: there are ${PARTS.join(' and ')}`);
  const { providers, routes = [] } = content;
  if (!Array.isArray(routes)) return refuse(`${label('routes')} must be a list`);
  if (providers === undefined) return { label, providers, routes };
  if (!isObject(providers) || Object.keys(providers).length === 0)
    return refuse(`${label('providers')} must be an object of providers by name`);
  const named: Record<string, object> = {};
  for (const [name, provider] of Object.entries(providers)) {
    if (!/^[A-Z][A-Z\d_]{0,31}$/.test(name)) refuse(`${label(`providers.${name}`)} must have a name of A–Z, 0–9 and _`);
    named[name] = isObject(provider) ? provider : refuse(`${label(`providers.${name}`)} must be an object`);
  }
  return { label, providers: named, routes };
}
