// The requests of a client program.
import jwt from 'jsonwebtoken';
import { createSecretKey } from 'node:crypto';

/** The key with which every server of a benchmark verifies tokens. */
export const SECRET = 'a-secret-of-the-benchmarks-0123456789abcdef';
export const PATH = '/api/v1/messages/sms';

export const token = (tenant = 'acme') =>
  jwt.sign({ tenant, scope: 'messages:send messages:read messages:cancel' }, createSecretKey(Buffer.from(SECRET)), {
    ...{ algorithm: 'HS256', issuer: 'engagement-server', audience: 'engagement-server', subject: 'bench', expiresIn: 3_600 },
  });

export const headersOf = (tenant) => ({ authorization: `Bearer ${token(tenant)}`, 'content-type': 'application/json;charset=UTF-8' });

export const message = (recipients, { first = 2_020_000_000, ...fields } = {}) =>
  JSON.stringify({
    smsServiceRequest: {
      messages: {
        message: {
          content: 'sample sms message',
          recipients: { recipient: Array.from({ length: recipients }, (_, i) => ({ mobile: `+1${first + i}` })) },
          ...fields,
        },
      },
    },
  });

/** One request to so many recipients. */
export const jsonSubmit = (recipients) => ({ headers: headersOf(), body: message(recipients) });
