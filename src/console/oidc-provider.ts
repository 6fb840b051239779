// The OpenID Connect provider by which people sign in: found when it is first needed, and again until that succeeds, so that one that is
// down keeps nothing from starting.
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  discovery,
  None,
} from 'openid-client';
import { CONFIG, type Config } from '../platform/config/config.js';

/** For each question to it. */
const TIMEOUT_S = 5;
/** What it says of itself is asked for again after so long, and what it said before holds meanwhile and where it doesn't answer. */
const FRESH_MS = 3_600_000;
/** However many want to sign in: after it didn't answer, it is asked again no sooner. */
const PAUSE_MS = 500;

/** What one sign-in is bound to; the browser brings it back. */
export interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
}

/** As it says it takes the secret; by the standard in the header, where it doesn't. */
function withSecret(secret: string): ClientAuth {
  const [inHeader, inBody] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (methods.includes('client_secret_basic') ? inHeader : inBody)(server, client, body, headers);
  };
}

@Injectable()
export class OidcProvider {
  private found: { configuration: Configuration; at: number } | undefined;
  private failedAt = 0;
  private looking: Promise<Configuration> | undefined;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  get isConfigured(): boolean {
    return this.config.OIDC_ISSUER !== '';
  }

  /** Where to send the browser. */
  async signInAddress(redirectUri: string, { state, nonce, verifier }: Attempt): Promise<string> {
    const { OIDC_SCOPES: scope, OIDC_AUDIENCE: audience } = this.config;
    const { href } = buildAuthorizationUrl(await this.find(), {
      redirect_uri: redirectUri,
      scope,
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(audience !== '' && { audience }),
      ...(URL.canParse(audience) && { resource: audience }),
    });
    return href;
  }

  /** @param answered the redirect URI with the query that the browser brought back. @returns its tokens, the access token first */
  async tokens(answered: URL, { state, nonce, verifier }: Attempt): Promise<string[]> {
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
    const { access_token, id_token } = await authorizationCodeGrant(await this.find(), answered, checks);
    return [access_token, ...(id_token === undefined ? [] : [id_token])];
  }

  private find(): Promise<Configuration> {
    const { found } = this;
    if (found !== undefined && Date.now() - found.at < FRESH_MS) return Promise.resolve(found.configuration);
    this.looking ??= this.lookFor(found?.configuration).finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async lookFor(before: Configuration | undefined): Promise<Configuration> {
    const left = this.failedAt + PAUSE_MS - Date.now();
    if (left > 0) {
      if (before !== undefined) return before;
      await pause(left, undefined, { ref: false });
    }
    try {
      const configuration = await this.discover();
      this.found = { configuration, at: Date.now() };
      return configuration;
    } catch (error) {
      this.failedAt = Date.now();
      if (before === undefined) throw error;
      return before;
    }
  }

  private discover(): Promise<Configuration> {
    const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = this.config;
    const issuer = new URL(OIDC_ISSUER);
    const authentication = OIDC_CLIENT_SECRET === '' ? None() : withSecret(OIDC_CLIENT_SECRET);
    // On this machine alone: settings-agree.ts.
    const execute = issuer.protocol === 'http:' ? [allowInsecureRequests] : [];
    return discovery(issuer, OIDC_CLIENT_ID, undefined, authentication, { timeout: TIMEOUT_S, execute });
  }
}
