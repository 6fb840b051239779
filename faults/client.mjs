// A client of the API processes. It calls any of them, and gets `undefined` if no answer came, which may have any reason.

const PATH = '/api/v1/messages/sms';
const PATIENCE_MS = 6_000;

export class Client {
  /** @param random chooses the process */
  constructor(world, random) {
    Object.assign(this, { world, random });
  }

  /** { status, body, replayed } or undefined. */
  async ask(method, path, { body, headers = {}, via } = {}) {
    const up = this.world.apis.filter(({ alive }) => alive);
    if (up.length === 0) return undefined;
    try {
      const response = await fetch((via ?? this.random.pick(up)).url + path, {
        method,
        headers: { authorization: `Bearer ${this.world.token}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const answer = { status: response.status, body: JSON.parse(await response.text()) };
      // A failure does not tell if the change was made: the answer of the database may have been lost.
      return answer.status >= 500 ? undefined : { ...answer, replayed: response.headers.has('idempotency-replayed') };
    } catch {
      return undefined;
    }
  }

  /** @param via the process that is called, instead of a random one */
  submit(asked, via) {
    const { addresses, startsAt, expiresAt, content, key, more } = asked;
    const message = {
      ...{ content, recipients: { recipient: addresses.map((mobile) => ({ mobile })) }, ...more },
      ...(startsAt !== undefined && { startTimestamp: String(startsAt) }),
      ...(expiresAt !== undefined && { expiryTimestamp: String(expiresAt) }),
    };
    // The same bytes with every repeat.
    asked.body ??= JSON.stringify({ smsServiceRequest: { messages: { message } } });
    return this.ask('POST', PATH, { body: asked.body, via, ...(key !== undefined && { headers: { 'idempotency-key': key } }) });
  }

  cancel(id, key) {
    const headers = { prefer: 'return=representation', ...(key !== undefined && { 'idempotency-key': key }) };
    return this.ask('DELETE', `${PATH}/${id}`, { headers });
  }

  schedule(id, change) {
    const { startsAt, paused } = change;
    const body = JSON.stringify({ paused, ...(startsAt !== undefined && { startsAt: new Date(startsAt).toISOString() }) });
    return this.ask('PATCH', `${PATH}/${id}`, { body });
  }

  request(id) {
    return this.ask('GET', `${PATH}/${id}`);
  }
}
