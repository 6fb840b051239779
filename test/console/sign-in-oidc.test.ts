// The way to the organisation's provider and back in a real browser, to the page that was wanted.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { consoleRig } from './browser.js';
import { API, LOOPBACK, type OidcServer, startProvider } from './oidc-server.js';

let provider: OidcServer;
beforeAll(async () => {
  provider = await startProvider('http://127.0.0.1/console/oidc/callback');
});
afterAll(() => provider.down());

const rig = consoleRig(() => ({
  ...{ OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: LOOPBACK, OIDC_SCOPES: 'openid messages:send messages:read', OIDC_AUDIENCE: API },
  ...{ JWT_JWKS_URL: `${provider.issuer}/jwks`, JWT_ISSUER: provider.issuer, JWT_AUDIENCE: API },
}));

it('signs in by the provider, and goes on where one wanted to be', async () => {
  const page = await rig.open({ path: '/requests?user=ann' });
  await page.getByRole('link', { name: 'Sign in with your organisation' }).click();
  await page.getByRole('heading', { level: 1, name: 'Requests' }).waitFor();
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/console/requests?user=ann');
  await page.getByText('ann', { exact: true }).first().waitFor();
});

it('says that the provider said no', async () => {
  provider.refuse = 'access_denied';
  const page = await rig.open();
  await page.getByRole('link', { name: 'Sign in with your organisation' }).click();
  await page.getByRole('alert').getByText('The sign-in service of your organisation refused the sign-in.').waitFor();
});
