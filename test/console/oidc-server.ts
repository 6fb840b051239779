// A real OpenID Connect provider on loopback that signs in whoever comes, and a browser's part in it: redirects and cookies.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import Provider, { type Configuration } from 'oidc-provider';

export const API = 'https://sms.example.com/api';
export const CLIENT = 'console';
export const LOOPBACK = 'loopback';
export const CLIENT_SECRET = 'a secret, with: signs & spaces';
const SCOPES = 'messages:send messages:read messages:cancel';

export interface OidcServer {
  issuer: string;
  /** What it answers `/auth` with, instead of signing anyone in. */
  refuse: string | undefined;
  /** What its token says besides. */
  claims: Record<string, unknown>;
  /** How the client has sent its secret. */
  secretBy: string[];
  up: () => Promise<void>;
  down: () => Promise<void>;
}

const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });

function configuration(redirectUri: string, server: OidcServer): Configuration {
  const client = { redirect_uris: [redirectUri], id_token_signed_response_alg: 'ES256' as const };
  return {
    clients: [
      { ...client, client_id: CLIENT, client_secret: CLIENT_SECRET },
      { ...client, client_id: 'public', token_endpoint_auth_method: 'none' },
      // Whatever its port (RFC 8252, 7.3); such a client has to be consented to each time.
      {
        ...{ ...client, client_id: LOOPBACK, token_endpoint_auth_method: 'none' },
        ...{ application_type: 'native', redirect_uris: ['http://127.0.0.1/console/oidc/callback'] },
      },
    ],
    jwks: { keys: [{ ...signing, use: 'sig', alg: 'ES256', kid: 'one' }] },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    cookies: { keys: ['of the tests'] },
    scopes: ['openid'],
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [],
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, audience) => ({
          scope: SCOPES,
          audience,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    extraTokenClaims: () => server.claims,
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    async loadExistingGrant(ctx) {
      const { Grant } = ctx.oidc.provider;
      const grant = new Grant({ clientId: ctx.oidc.client?.clientId, accountId: ctx.oidc.session?.accountId });
      grant.addOIDCScope('openid');
      grant.addResourceScope(API, SCOPES);
      await grant.save();
      return grant;
    },
  };
}

export async function startProvider(redirectUri: string): Promise<OidcServer> {
  let http: Server | undefined;
  const listen = async (port: number): Promise<number> => {
    http = createServer((request, response) => void handle(request, response)).listen(port, '127.0.0.1');
    await once(http, 'listening');
    return (http.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const server: OidcServer = {
    issuer: `http://127.0.0.1:${port}`,
    refuse: undefined,
    claims: { tenant: 'acme' },
    secretBy: [],
    up: async () => {
      await listen(port);
    },
    down: async () => {
      http?.closeAllConnections();
      await new Promise((resolve) => http?.close(resolve));
    },
  };
  const provider = new Provider(server.issuer, configuration(redirectUri, server));
  const handle = (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === '/token') server.secretBy.push(request.headers.authorization?.split(' ')[0] ?? 'none');
    if (request.url?.startsWith('/interaction/')) {
      const result = server.refuse === undefined ? { login: { accountId: 'ann' }, consent: {} } : { error: server.refuse };
      return provider.interactionFinished(request, response, result);
    }
    return provider.callback()(request, response);
  };
  return server;
}

/** Keeps cookies by host and port, as no browser does, which is all the same here: paths and ends are taken as they come. */
export class Browser {
  readonly cookies = new Map<string, Map<string, string>>();

  async go(url: string): Promise<Response> {
    const { host } = new URL(url);
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** Follows redirects until one leads where the pattern says; answers that address. */
  async follow(url: string, until: RegExp): Promise<string> {
    for (let at = url, steps = 0; steps < 10; steps++) {
      if (until.test(at)) return at;
      const response = await this.go(at);
      const to = response.headers.get('location');
      if (to === null) throw new Error(`${response.status} at ${at}: ${await response.text()}`);
      at = new URL(to, at).href;
    }
    throw new Error('too many redirects');
  }
}
