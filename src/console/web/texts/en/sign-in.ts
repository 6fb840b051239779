export const signIn = {
  title: 'Sign in',
  token: 'Access token',
  tokenHint: 'The JWT that your API clients use. On the machine of the server, “npm run token” makes one.',
  submit: 'Sign in',
  oidc: 'Sign in with your organisation',
  or: 'or',
  failed: 'Not signed in',
  refused: 'The server does not accept this token. It may be expired, or be meant for another server.',
  missing: 'Paste a token first.',
  over: 'Your session is over. Sign in again to go on where you were.',
  errors: {
    unavailable: 'The sign-in service of your organisation cannot be reached. Try again later, or use a token.',
    denied: 'The sign-in service of your organisation refused the sign-in.',
    expired: 'This sign-in was begun too long ago, or in another browser. Begin again.',
    refused: 'Your organisation signed you in, but this server does not accept its token: ask the operator of the server.',
    other: 'The sign-in at your organisation did not succeed ({{error}}). Try again.',
  },
};
