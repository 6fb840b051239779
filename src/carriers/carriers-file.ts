// CARRIERS_FILE: carriers by name, and routes. For a mounted file: Docker and Kubernetes keep such things together.
import { type Config, contentOf, StartupError } from '../platform/config.js';
import { isObject } from './http/json.js';

export interface CarriersFile {
  /** How a place in it is called in a sentence. */
  label: (place: string) => string;
  /** Undefined where it leaves that to CARRIERS. */
  carriers: Readonly<Record<string, object>> | undefined;
  routes: readonly unknown[];
}

const PARTS = ['carriers', 'routes'];

/** Undefined where none is configured. @throws StartupError */
export function carriersFile({ CARRIERS_FILE: path }: Config): CarriersFile | undefined {
  if (path === '') return undefined;
  const refuse = (what: string): never => {
    throw new StartupError(`${what}. Correct the file and start again; docs/guides/providers/routing.md has an example.`);
  };
  const label = (place: string): string => `${place} in ${path}`;
  let content: unknown;
  try {
    content = JSON.parse(contentOf('CARRIERS_FILE', path));
  } catch (error) {
    // What JSON.parse says quotes the file.
    if (error instanceof StartupError) throw error;
    return refuse(`CARRIERS_FILE names ${path}, which is not JSON`);
  }
  if (!isObject(content)) return refuse(`CARRIERS_FILE names ${path}, which is not a JSON object`);
  const unknown = Object.keys(content).find((part) => !PARTS.includes(part));
  if (unknown !== undefined) return refuse(`${label(unknown)} means nothing: there are ${PARTS.join(' and ')}`);
  const { carriers, routes = [] } = content;
  if (!Array.isArray(routes)) return refuse(`${label('routes')} must be a list`);
  if (carriers === undefined) return { label, carriers, routes };
  if (!isObject(carriers) || Object.keys(carriers).length === 0)
    return refuse(`${label('carriers')} must be an object of carriers by name`);
  const named: Record<string, object> = {};
  for (const [name, carrier] of Object.entries(carriers)) {
    if (!/^[A-Z][A-Z\d_]{0,31}$/.test(name)) refuse(`${label(`carriers.${name}`)} must have a name of A–Z, 0–9 and _`);
    named[name] = isObject(carrier) ? carrier : refuse(`${label(`carriers.${name}`)} must be an object`);
  }
  return { label, carriers: named, routes };
}
