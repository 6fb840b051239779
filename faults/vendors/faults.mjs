// Faults of a provider with a process of its own. Each resolves when it is over, and returns a description.
import { setTimeout as pause } from 'node:timers/promises';

async function kill({ world, random }) {
  await world.vendor.kill(random.between(0, 800));
  return 'provider killed and started';
}

async function stop({ world, random }) {
  await world.vendor.stop(random.between(100, 900));
  return 'provider stopped';
}

async function away({ world, random }) {
  await world.vendor.during(() => world.vendor.command('away', random.between(100, 800)));
  return 'outage of the provider';
}

async function cut({ world, random }) {
  for (let times = random.between(1, 3); times > 0; times--) {
    await world.vendor.during(() => world.vendor.command('cut'));
    await pause(random.between(20, 200));
  }
  return 'connections to the provider cut';
}

/** Sometimes long enough that sessions notice it. */
async function mute({ world, random }) {
  if (world.provider.name !== 'SMPP') return undefined;
  await world.vendor.during(() => world.vendor.command('mute', random.between(200, 2_500)));
  return 'the SMSC said nothing, not even to enquire_link';
}

/** @type {{ name: string, weight: number, run: (part: object) => Promise<string | undefined> }[]} */
export const VENDOR_FAULTS = [
  { name: 'kill provider', weight: 2, run: kill },
  { name: 'stop provider', weight: 2, run: stop },
  { name: 'provider away', weight: 2, run: away },
  { name: 'cut provider', weight: 3, run: cut },
  { name: 'mute provider', weight: 2, run: mute },
];
