// Opt-outs over lanes: found whatever lanes are configured now, moved when some are added, and never taken for absent where that isn't
// known.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { composed, lend, run } from '../../src/queue/statements.js';
import { transaction } from '../../src/queue/transaction.js';
import { eventually } from '../support/client.js';
import { age, BY, from, home, later, pidOf, Process, World } from './opt-out-rig.js';

const BAD = composed<{ divisor: number }>('bad', 'select 1 / :divisor::int');
let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world.close());

describe('an opt-out', () => {
  it('is found whatever lanes there are now, and left whatever lane it is in', async () => {
    const addresses = from(100);
    const before = await world.start('3');
    for (const address of addresses) await before.text(address, 'STOP');
    const grown = await world.start('3,4,5,6');
    expect((await grown.optOuts.suppressed(addresses, BY)).size).toBe(20);
    // None of its lanes is the old one.
    const moved = await world.start('14,15');
    expect((await moved.optOuts.suppressed(addresses, BY)).size).toBe(20);
    for (const address of addresses.slice(0, 10)) await moved.text(address, 'START');
    expect([...(await moved.optOuts.suppressed(addresses, BY))]).toEqual(addresses.slice(10));
    expect((await (await world.start('3')).optOuts.suppressed(addresses, BY)).size).toBe(10);
  });

  it('takes no repeat for new where lanes were added since', async () => {
    const addresses = from(200);
    const before = await world.start('7');
    for (const address of addresses) await before.text(address, 'STOP', `stop ${address}`);
    const grown = await world.start('7,8,9');
    for (const address of addresses) await grown.text(address, 'START', `start ${address}`);
    for (const address of addresses) await grown.text(address, 'STOP', `stop ${address}`);
    expect((await grown.optOuts.suppressed(addresses, BY)).size).toBe(0);
  });

  it('is never taken for empty where it can’t be read', async () => {
    const [seen, blind, filled] = [await world.start('0'), await world.start('0'), await world.start('0')];
    const never = new Process(world.url, '0');
    const addresses = from(0, 1);
    expect(await seen.held(addresses)).toEqual({ unwanted: [], unknown: [] });
    await filled.text(addresses[0] ?? '', 'STOP');
    for (const each of [seen, blind, filled, never]) await each.close();
    // As a moment later: somebody may have come onto it since.
    Object.assign(seen.optOuts, { known: new Map() });
    for (const each of [seen, blind, filled]) {
      expect(await each.held(addresses)).toEqual({ unwanted: [], unknown: [0] });
      await expect(each.optOuts.suppressed(addresses, BY)).rejects.toThrow();
    }
    // Not even which lanes there are.
    await expect(never.held(addresses)).rejects.toThrow();
    Object.assign(seen.directory, { readAt: -Infinity });
    await expect(seen.held(addresses)).rejects.toThrow();
  });
});

describe('where one lane is away', () => {
  const LANES = [0, 1, 2, 3];
  const AWAY = 2;

  it('its numbers wait, and no others', async () => {
    const all = LANES.join(',');
    const before = await world.start(all);
    const addresses = from(0, 40);
    const [listed, free] = [addresses.slice(0, 20), addresses.slice(20)];
    for (const address of listed) await before.text(address, 'STOP');
    const lanesOf = async (): Promise<Map<number, number>> => {
      const { rows } = await world.sql.query<{ lane: number; number: string }>('select x.lane, x.address as number from suppression x');
      return new Map(rows.map(({ lane, number }) => [Number(number), lane]));
    };
    expect(await lanesOf()).toEqual(new Map(listed.map((address) => [Number(address.slice(1)), home(LANES, address)])));
    await world.sql.query(`create function away() returns boolean language plpgsql as
      $$ begin raise exception 'connection to the remote node failed' using errcode = '08006'; end $$`);
    await world.sql.query('alter table suppression rename to suppression_kept');
    await world.sql.query(`create view suppression as select k.* from suppression_kept k where k.lane <> ${AWAY} or away()`);
    const placesOf = (list: readonly string[], is: (lane: number) => boolean): number[] =>
      addresses.flatMap((address, i) => (list.includes(address) && is(home(LANES, address)) ? [i] : []));
    for (const each of [before, await world.start(all)]) {
      const { unwanted, unknown } = await each.held(addresses);
      expect(unwanted).toEqual(placesOf(listed, (lane) => lane !== AWAY));
      expect(unknown).toEqual(placesOf([...listed, ...free], (lane) => lane === AWAY));
      // A lane that failed backs off: nobody waits for it, and nobody at home there is let go meanwhile.
      expect((await each.held(addresses)).unknown).toEqual(unknown);
    }
    await world.sql.query('drop view suppression');
    await world.sql.query('alter table suppression_kept rename to suppression');
    await eventually(
      () => before.held(addresses),
      ({ unwanted, unknown }) => unwanted.length === 20 && unknown.length === 0,
    );
  });

  it('a session outlives what the database says of a statement', async () => {
    const worker = await world.start('0');
    const { pool } = worker.pools;
    const before = await lend(pool, (client) => pidOf(client));
    for (let i = 0; i < 3; i++) await expect(run(pool, BAD, { divisor: 0 })).rejects.toThrow();
    await expect(
      transaction(pool, () => {
        throw new Error('of the work itself');
      }),
    ).rejects.toThrow('itself');
    expect(await lend(pool, (client) => pidOf(client))).toBe(before);
    // One that has ended is not lent again.
    await expect(lend(pool, (client) => client.query('select pg_terminate_backend(pg_backend_pid())'))).rejects.toThrow();
    expect(await lend(pool, (client) => pidOf(client))).not.toBe(before);
  });
});

describe('lanes that are added', () => {
  it('take their numbers’ opt-outs over, while every process goes on', async () => {
    const [few, many] = [
      [7, 20],
      [7, 20, 21, 22, 23],
    ];
    const addresses = from(0, 60);
    const old = await world.start(few.join(','));
    for (const address of addresses) await old.text(address, 'STOP');
    const grown = await world.start(many.join(','));
    const lists = async (): Promise<Map<number, number[]>> => {
      const { rows } = await world.sql.query<{ lane: number; number: string }>(
        'select x.lane, x.address as number from suppression x order by x.lane',
      );
      const found = new Map<number, number[]>();
      for (const { lane, number } of rows) found.set(Number(number), [...(found.get(Number(number)) ?? []), lane]);
      return found;
    };
    const strays = addresses.filter((address) => home(many, address) !== home(few, address));
    expect(strays.length).toBeGreaterThan(20);
    const everybody = async (count: number): Promise<void> => {
      for (const each of [old, grown, await world.start(few.join(','))])
        expect((await each.optOuts.suppressed(addresses, BY)).size).toBe(count);
    };
    await everybody(60);
    // Too early: not every process has heard of them.
    await grown.moves.pass();
    expect((await lists()).get(Number(strays[0]?.slice(1)))).toEqual([home(few, strays[0] ?? '')]);
    await age(world.sql, '2 minutes');
    await later(old, grown);
    await grown.moves.pass();
    for (const address of strays) expect((await lists()).get(Number(address.slice(1)))).toContain(home(many, address));
    await later(old, grown);
    await everybody(60);
    // Back again, wherever it is by now.
    await grown.text(strays[0] ?? '', 'START');
    await old.text(strays[1] ?? '', 'START');
    await everybody(58);
    await age(world.sql, '2 minutes');
    await later(old, grown);
    await grown.moves.pass();
    await later(old, grown);
    const kept = addresses.filter((address) => address !== strays[0] && address !== strays[1]);
    expect(await lists()).toEqual(new Map(kept.map((address) => [Number(address.slice(1)), [home(many, address)]])));
    await everybody(58);
    const { rows } = await world.sql.query('select distinct u.stage from lane_use u');
    expect(rows).toEqual([{ stage: 2 }]);
  });
});
