// The opt-out list: asked of each number's lane alone, for a tenant or for all, of whole requests; and whose a number of ours is.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PhoneNumbers } from '../../src/messages/phones/phone-numbers.js';
import { ownerOf } from '../../src/messages/opt-outs/owner.js';
import { laneOf, positionOf } from '../../src/queue/entry-ids.js';
import { BY, from, home, SENDER, World } from './opt-out-rig.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

describe('the list', () => {
  it('costs nothing while it is empty, and one statement a lane that has somebody', async () => {
    const worker = await world.start('0,1,2');
    const addresses = from(0);
    // What it knows stays as fresh, however long the statements take here.
    const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
    expect(await worker.statements(() => worker.held(addresses))).toEqual(['opt-outs-any', 'opt-outs-any', 'opt-outs-any']);
    expect(await worker.statements(() => worker.held(addresses))).toEqual([]);
    const [address = ''] = addresses;
    await worker.text(address, 'STOP');
    expect(await worker.statements(() => worker.held(addresses))).toEqual(['opt-outs']);
    // Nobody of whom it is the lane.
    const others = addresses.filter((each) => home([0, 1, 2], each) !== home([0, 1, 2], address));
    expect(await worker.statements(() => worker.held(others))).toEqual([]);
    expect(await worker.held(addresses)).toEqual({ unwanted: [0], unknown: [] });
    await worker.text(address, 'START');
    expect(await worker.held(addresses)).toEqual({ unwanted: [], unknown: [] });
    clock.mockRestore();
  });

  it('answers a repeat the first one’s ID, which is a request’s neighbour in its lane', async () => {
    const addresses = from(250);
    const before = await world.start('7');
    const ids = await Promise.all(addresses.map((address) => before.text(address, 'hello', `id ${address}`)));
    expect(new Set(ids).size).toBe(20);
    const lanes = await before.directory.numbers();
    expect(ids.map((id) => [laneOf(id), positionOf(id)])).toEqual(addresses.map((address) => [home(lanes, address), 0]));
    const grown = await world.start('7,8,9');
    for (const each of [before, grown])
      expect(await Promise.all(addresses.map((address) => each.text(address, 'hello', `id ${address}`)))).toEqual(ids);
    const [address = ''] = from(280, 1);
    expect(new Set(await Promise.all([1, 2, 3, 4].map(() => grown.text(address, 'hello', 'at once')))).size).toBe(1);
  });

  it('holds for a tenant alone where that tells of it, who can take back nothing else', async () => {
    const worker = await world.start('0,1');
    const [address = ''] = from(270, 1);
    const stopped = async (sender: string | null = SENDER): Promise<string[]> => {
      const tenants = ['acme', 'other'];
      const found = await Promise.all(tenants.map((tenant) => worker.optOuts.suppressed([address], { ...BY, sender, tenant })));
      return tenants.filter((_, i) => found[i]?.has(address));
    };
    await worker.text(address, 'STOP', 'a', 'acme');
    expect([await stopped(), await stopped(null), await stopped('ANOTHER')]).toEqual([['acme'], ['acme'], []]);
    await worker.text(address, 'START', 'b', 'other');
    expect(await stopped()).toEqual(['acme']);
    await worker.text(address, 'STOP', 'c');
    await worker.text(address, 'START', 'd', 'acme');
    expect(await stopped()).toEqual(['acme', 'other']);
    await worker.text(address, 'STOP', 'e', 'acme');
    await worker.text(address, 'STOPALL', 'f', 'other');
    expect(await stopped('ANOTHER')).toEqual(['other']);
    // The person's own word to that sender.
    await worker.text(address, 'START', 'g');
    expect([await stopped(), await stopped('ANOTHER')]).toEqual([['other'], ['other']]);
    await worker.text(address, 'START', 'h', 'other');
    expect(await stopped(null)).toEqual([]);
  });

  it('counts a whole request, more than one statement holds', async () => {
    const worker = await world.start('0');
    const many = new PhoneNumbers(Float64Array.from({ length: 25_000 }, (_, i) => 13_000_000_000 + i));
    for (const at of [0, 9_999, 10_000, 24_999]) await worker.text(`+${13_000_000_000 + at}`, 'STOP');
    expect(await worker.optOuts.count(many, BY)).toBe(4);
    expect(await worker.optOuts.count(many, { ...BY, sender: 'ANOTHER' })).toBe(0);
    // Whose sender is the provider's choice, or one of a pool's: whoever has opted out of anyone counts.
    for (const sender of [null, `MG${'a1'.repeat(16)}`]) expect(await worker.optOuts.count(many, { ...BY, sender })).toBe(4);
  });
});

describe('a number of ours', () => {
  const owner = (SENDERS: string[], address: string, JWT_DEFAULT_TENANT = ''): string | null =>
    ownerOf({ SENDERS, JWT_DEFAULT_TENANT, DEFAULT_COUNTRY: '' }, address);

  it('is the one tenant’s that is named with it', () => {
    const senders = [
      'acme:+12025550100',
      'acme:ACME',
      'other:Other',
      'acme:+12025550111',
      'other:12025550111',
      '+12025550122',
      'acme:+12025550122',
    ];
    expect(['+12025550100', '12025550100', 'acme', 'OTHER'].map((to) => owner(senders, to))).toEqual(['acme', 'acme', 'acme', 'other']);
    for (const shared of ['+12025550111', '+12025550122', '+12025550133', '']) expect(owner(senders, shared)).toBeNull();
    expect(owner([], SENDER)).toBeNull();
    expect(owner([SENDER], SENDER)).toBeNull();
  });

  it('is the only tenant’s of a server that has one', () => {
    for (const senders of [[], [SENDER], ['acme:ACME']]) expect(owner(senders, SENDER, 'acme')).toBe('acme');
    expect(owner(['other:ACME'], SENDER, 'acme')).toBeNull();
    expect(owner(['other:ACME'], 'acme', 'acme')).toBe('other');
  });
});
