// The OpenID Connect provider for sign-ins. Its configuration is read when it is first needed, and again until that succeeds, so that the
// server also starts while the provider is down.
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

/** The time limit of each call to the provider. */
const TIMEOUT_S = 5;
/**
 * The configuration of the provider is read again after this time. The former one stays valid meanwhile, and while the provider does not
 * answer.
 */
const FRESH_MS = 3_600_000;
/** The least pause after a failed call, however many people sign in. */
const PAUSE_MS = 500;

/** The values to which one sign-in is bound. The browser brings them back. */
export interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
}

/** Sends the client secret in the way that the provider announces; by default in the header, as the standard says. */
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

  /** The address to which the browser is sent. */
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

  /**
   * @param answered the redirect URI with the query that the browser brought back
   * @returns the provider's tokens, the access token first
   */
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
    // Permitted for this machine alone: settings-agree.ts.
    const execute = issuer.protocol === 'http:' ? [allowInsecureRequests] : [];
    return discovery(issuer, OIDC_CLIENT_ID, undefined, authentication, { timeout: TIMEOUT_S, execute });
  }
}
