// The text that a start prints: the addresses of the server, and on a developer's machine a token and three commands to paste.
import { TRUSTS_ANYONE } from './http/client-address.js';
import { makeToken } from './auth/make-token.js';
import { ALL_SCOPES } from './modules.js';
import type { Config } from './platform/config/config.js';

const TENANT = 'demo';
const WEEK_S = 7 * 24 * 3_600;
const NUMBERS = ['+919866694753', '+919900990091', '+15005551001', '+15005550002'];

/** The address for a client on this machine. */
export function addressOf({ HOST }: Config, port: number): string {
  const host = HOST === '0.0.0.0' || HOST === '::' ? 'localhost' : HOST.includes(':') ? `[${HOST}]` : HOST;
  return `http://${host}:${port}`;
}

/** Scheduled for tomorrow, so that the cancel has entries to cancel. The answer is kept in a file for the next commands. */
function curlLines(url: string, token: string): string[] {
  const auth = `-H 'Authorization: Bearer ${token}'`;
  const json = `-H 'Content-Type: application/json;charset=UTF-8'`;
  const message = {
    startTimestamp: String(Date.now() + 24 * 3_600_000),
    content: 'sample sms message',
    recipients: { recipient: NUMBERS.map((mobile) => ({ mobile })) },
  };
  const body = JSON.stringify({ smsServiceRequest: { messages: { message } } });
  const id = `$(grep -o '[0-9]\\{10,\\}' /tmp/sms-request.json)`;
  return [
    `curl -s ${url}/api/v1/messages/sms ${auth} ${json} -d '${body}' | tee /tmp/sms-request.json`,
    `curl -s ${url}/api/v1/status/sms ${auth} ${json} -d "{\\"requestId\\":\\"${id}\\"}"`,
    `curl -s -X DELETE ${url}/api/v1/messages/sms/${id} ${auth} ${json}`,
  ];
}

export function banner(config: Config, port: number): string {
  const url = addressOf(config, port);
  const lines = [`Engagement Server listens on ${url}`];
  if (config.TRUST_PROXY === true) lines.push(`Warning: ${TRUSTS_ANYONE}`);
  if (config.ROLE === 'worker') return `${lines.join('\n')}\n`;
  lines.push(`Console: ${url}/console/`, ...(config.DOCS ? [`Swagger UI: ${url}/docs`] : []));
  if (config.NODE_ENV !== 'production' && config.JWT_SECRET !== '') {
    const token = makeToken(config, { tenant: TENANT, scope: ALL_SCOPES, subject: 'developer', lifetimeSeconds: WEEK_S });
    const [submit, status, cancel] = curlLines(url, token);
    lines.push(
      `Development token (tenant ${TENANT}, valid for a week):`,
      token,
      '',
      'Schedule a message to four recipients, read its status, cancel it:',
      '',
      ...[submit, '', status, '', cancel].map((line) => line ?? ''),
    );
  }
  return `${lines.join('\n')}\n`;
}
