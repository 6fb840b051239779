// Each status has a colour of its own, in light and in dark: seen from what it stands on, and told from every other.
import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { consoleRig } from './browser.js';

const rig = consoleRig();
const STATUSES = [
  'initial',
  'queue-full',
  'sending',
  'submitted',
  'delivered',
  'undelivered',
  'expired',
  'rejected',
  'not-attempted',
  'cancelled',
  'in-doubt',
  'recalled',
  'finished',
];

type Rgb = readonly [number, number, number];

/** As the browser computes them, and the backgrounds on which they stand. */
async function coloursOf(page: Page): Promise<{ colours: Rgb[]; grounds: Rgb[] }> {
  const computed = await page.evaluate<string[]>(`(() => {
    const probe = document.body.appendChild(document.createElement('span'));
    const compute = (colour) => { probe.style.color = colour; return getComputedStyle(probe).color; };
    const names = ${JSON.stringify(STATUSES)}.map((name) => 'var(--status-' + name + ')');
    return [...names, 'var(--mantine-color-body)', 'var(--mantine-color-default)', 'var(--mantine-color-default-hover)'].map(compute);
  })()`);
  const rgb = computed.map((text) => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number) as unknown as Rgb);
  return { colours: rgb.slice(0, STATUSES.length), grounds: rgb.slice(STATUSES.length) };
}

const linear = (value: number): number => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([red, green, blue]: Rgb): number => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

function contrast(a: Rgb, b: Rgb): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** In CIELAB: 2.3 is what an eye can just tell side by side. */
function distance(a: Rgb, b: Rgb): number {
  const lab = ([red, green, blue]: Rgb): [number, number, number] => {
    const [r, g, b] = [linear(red), linear(green), linear(blue)];
    const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
    const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
    const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
    const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
  };
  const [first, second] = [lab(a), lab(b)];
  return Math.hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

describe('the colours of statuses', () => {
  test.each(['light', 'dark'] as const)('have contrast and differ in %s', async (colorScheme) => {
    const page = await rig.signIn({ colorScheme });
    const { colours, grounds } = await coloursOf(page);
    expect(colours).toHaveLength(STATUSES.length);
    const faint = colours.flatMap((colour, i) =>
      grounds.filter((ground) => contrast(colour, ground) < 3).map((on) => [STATUSES[i], colour, on]),
    );
    expect(faint).toEqual([]);
    const alike = colours.flatMap((a, i) =>
      colours.slice(i + 1).flatMap((b, j) => (distance(a, b) < 24 ? [[STATUSES[i], STATUSES[i + 1 + j], distance(a, b)]] : [])),
    );
    expect(alike).toEqual([]);
  });

  test('are those of the badges', async () => {
    const { client } = rig.server;
    await client.settled(await client.submitted({ mobiles: ['+15005553001'] }));
    const page = await rig.signIn({ path: '/queue?status=Rejected' });
    const badge = page.getByRole('table').locator('.mantine-Badge-root').first();
    await badge.waitFor();
    const dot = await page.evaluate<string>(
      'getComputedStyle(document.querySelector("table .mantine-Badge-root"), "::before").backgroundColor',
    );
    expect(dot).toBe('rgb(134, 46, 46)');
  });
});
