// What Twilio is asked to take back, as every provider that can.
import { Twilio } from '../../src/providers/twilio/twilio.js';
import { recalls } from './recall-conformance.js';
import { accepted, CONTEXT, refusal, resource, settingsFor } from './twilio-server.js';
import { answer, json, type Reply, VendorServer } from './vendor-server.js';

recalls('Twilio', async () => {
  const server = await VendorServer.start();
  const provider = Twilio.from(settingsFor(server.url), CONTEXT);
  const cancelled = new Set<string>();
  let status = '';
  server.behave = (received, response) => {
    const [, sid = ''] = /\/Messages\/(\w+)\.json$/.exec(received.path) ?? [];
    const cancel = (): Reply => {
      // https://www.twilio.com/docs/api/errors/30409: it is final, also where it is cancelled already.
      if (status === 'sent' || cancelled.has(sid)) return refusal(30409);
      cancelled.add(sid);
      return json(200, resource({ sid, status: 'canceled' }));
    };
    if (sid === '') answer(response, accepted(received));
    else if (status === '') answer(response, refusal(20404, 404));
    else if (received.method === 'POST') answer(response, cancel());
    else answer(response, json(200, resource({ sid, status: cancelled.has(sid) ? 'canceled' : status })));
  };
  return {
    ...{ provider, address: '+919866694753' },
    are: (state) => {
      status = { unsent: 'queued', sent: 'sent', 'unheard of': '' }[state];
    },
    left: () => server.received.filter(({ path }) => path.endsWith('/Messages.json')).length,
    close: async () => {
      await provider.close();
      await server.close();
    },
  };
});
