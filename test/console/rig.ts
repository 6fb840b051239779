// The console's server side behind the real gateway, with the gateway tests' own routes beside it, and a browser's cookies.
import type { DynamicModule } from '@nestjs/common';
import { ConsoleModule } from '../../src/console/console.module.js';
import type { Config } from '../../src/platform/config/config.js';
import { probe } from '../gateway/probe.js';
import { token, type TokenClaims } from '../support/token.js';

export const consoleProbe =
  (folder?: string) =>
  (config: Config): DynamicModule => {
    const module = probe(config);
    return { ...module, imports: [...(module.imports ?? []), ConsoleModule.register(folder)] };
  };

/** What `Set-Cookie` says: the pair to send back, and its attributes in order. */
export function cookieIn(response: Response, name = 'engagement-session'): { pair: string; attributes: string[] } {
  const [pair = '', ...attributes] = (response.headers.getSetCookie().find((each) => each.includes(`${name}=`)) ?? '').split('; ');
  return { pair, attributes };
}

export const json = { 'content-type': 'application/json' };

export function signIn(url: string, jwt: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/console/session`, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify({ token: jwt }) });
}

export interface SignedIn {
  cookie: string;
  csrfToken: string;
}

export async function signedIn(url: string, claims: TokenClaims = {}): Promise<SignedIn> {
  const response = await signIn(url, token(claims));
  const { csrfToken } = (await response.json()) as { csrfToken: string };
  return { cookie: cookieIn(response).pair, csrfToken };
}
