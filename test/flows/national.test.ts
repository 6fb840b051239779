// National numbers are those of the configured country, whatever they would be elsewhere, wherever a number is read.
import { describe, expect, it } from '@jest/globals';
import { inAnHour } from '../support/client.js';
import { startServer } from '../support/server.js';

const REPRESENTATION = { prefer: 'return=representation' };

describe('a recipient', () => {
  it('reads national numbers only with a country', async () => {
    const indian = await startServer({ DEFAULT_COUNTRY: 'IN' });
    const { body } = await indian.client.submit({ mobiles: ['09866694753', '9900990091', '+12025550123'] }, REPRESENTATION);
    expect(body).toMatchObject({ recipientCount: 3, refusedCount: 0 });
    expect((await indian.client.entries(body.id)).map(({ mobile }) => mobile)).toEqual(['+12025550123', '+919900990091', '+919866694753']);
    await indian.close();
  });

  it('reads a national number as its own country’s, whatever it would be with a plus', async () => {
    const chinese = await startServer({ DEFAULT_COUNTRY: 'CN' });
    const mobiles = ['130 3456 7890', '15012345678', '8613912345678', '+13034567891', '0014155552671'];
    const { body } = await chinese.client.submit({ mobiles, startTimestamp: inAnHour() }, REPRESENTATION);
    expect((await chinese.client.entries(body.id)).map(({ mobile }) => mobile).reverse()).toEqual([
      ...['+8613034567890', '+8615012345678', '+8613912345678', '+13034567891', '+14155552671'],
    ]);
    const found = await chinese.client.ask<{ items: { id: string }[] }>('GET', '/api/v1/messages/sms?mobile=13034567890');
    expect(found.body.items.map(({ id }) => id)).toEqual([body.id]);
    await chinese.close();
  });
});
