// The console in a real browser against a real server: one of each a test file, a context of its own for each visit. A test fails on any
// error in the browser's console (violations of the Content-Security-Policy are some), any exception of the page and any request that
// failed, except for what it announced by `tolerate`.
import AxeBuilder from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { existsSync, mkdirSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { token, type TokenClaims } from '../support/token.js';
import { type Settings, startServer, type TestServer } from '../support/server.js';
import { launchChromium } from './chromium.js';

export const CONSOLE_SCOPES = 'messages:send messages:read messages:cancel system:read';

export interface Visit extends Pick<BrowserContextOptions, 'viewport' | 'locale' | 'colorScheme' | 'timezoneId'> {
  /** Below /console. */
  path?: string;
  claims?: TokenClaims;
}

export interface ConsoleRig {
  readonly server: TestServer;
  /** A visitor of their own who has pasted a token; the page is at `path` then. */
  signIn: (visit?: Visit) => Promise<Page>;
  /** Loads the page anew and signs in. */
  enter: (page: Page, claims?: TokenClaims) => Promise<void>;
  /** The same without a sign-in. */
  open: (visit?: Visit) => Promise<Page>;
  /** Problems of the page that belong to the test, such as /404/. */
  tolerate: (page: Page, expected: RegExp) => void;
}

interface Watched {
  problems: string[];
  expected: RegExp[];
}

/** Whether somebody is signed in is asked by this answer. */
const NOBODY = /^401 GET \S+\/console\/session$/;

function watch(context: BrowserContext): Watched {
  const watched: Watched = { problems: [], expected: [NOBODY] };
  const add = (problem: string): void => void watched.problems.push(problem);
  context.on('weberror', (error) => {
    add(`exception: ${error.error().stack ?? String(error.error())}`);
  });
  context.on('console', (message) => {
    // Answers that are errors are judged below, where it is known what was asked.
    if (!['error', 'warning'].includes(message.type()) || message.text().startsWith('Failed to load resource')) return;
    add(`${message.type()}: ${message.text()}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) add(`${String(response.status())} ${response.request().method()} ${response.url()}`);
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // What the page itself no longer wants.
    if (reason !== 'net::ERR_ABORTED') add(`${reason} ${request.method()} ${request.url()}`);
  });
  return watched;
}

/** Call it at the top of a describe or a file: it registers what starts, checks and stops. */
export function consoleRig(settings: Settings | (() => Settings) = {}): ConsoleRig {
  let server: TestServer | undefined;
  let browser: Browser | undefined;
  const open = new Map<BrowserContext, Watched>();

  beforeAll(async () => {
    if (!existsSync('dist/console-web/index.html')) throw new Error('The web app is not built: node scripts/launch.mjs --build-only');
    [server, browser] = await Promise.all([startServer(typeof settings === 'function' ? settings() : settings), launchChromium()]);
  });
  afterEach(async () => {
    const problems = [...open.values()].flatMap(({ problems, expected }) =>
      problems.filter((problem) => !expected.some((pattern) => pattern.test(problem))),
    );
    await Promise.all([...open.keys()].map((context) => context.close()));
    open.clear();
    expect(problems).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const running = (): TestServer => {
    if (server === undefined) throw new Error('The server is not started yet');
    return server;
  };
  const rig: ConsoleRig = {
    get server() {
      return running();
    },
    open: async ({ path = '/', viewport, locale, timezoneId, colorScheme } = {}) => {
      if (browser === undefined) throw new Error('The browser is not started yet');
      const context = await browser.newContext({
        baseURL: running().url,
        locale: locale ?? 'en-US',
        timezoneId: timezoneId ?? 'Europe/Berlin',
        viewport: viewport ?? { width: 1280, height: 800 },
        colorScheme: colorScheme ?? 'light',
        reducedMotion: 'reduce',
      });
      open.set(context, watch(context));
      const page = await context.newPage();
      await page.goto(`/console${path}`);
      return page;
    },
    enter: async (page, claims = {}) => {
      await page.reload();
      await enter(page, claims);
    },
    signIn: async (visit = {}) => {
      const page = await rig.open(visit);
      await enter(page, visit.claims);
      return page;
    },
    tolerate: (page, expected) => {
      open.get(page.context())?.expected.push(expected);
    },
  };
  return rig;
}

async function enter(page: Page, claims: TokenClaims = {}): Promise<void> {
  await page.locator('input[type=password]').fill(token({ scope: CONSOLE_SCOPES, ...claims }));
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').waitFor({ state: 'attached' });
  await page.getByRole('heading', { level: 1 }).waitFor();
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SCHEMES = ['light', 'dark'] as const;

/** Nothing that axe finds, in light and in dark (the page must follow the system's colours, as it does unless told otherwise). */
export async function checkAccessibility(page: Page): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' });
    // A colour half way to another has a contrast that nobody sees.
    await page.evaluate(
      'document.getAnimations().forEach((animation) => animation.effect.getTiming().iterations === 1 && animation.finish())',
    );
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const found = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => ({ id, help, html, failureSummary })),
    );
    expect({ colorScheme, found }).toEqual({ colorScheme, found: [] });
  }
}

/** How much wider the page is than its window. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** For the docs: `SCREENSHOTS=1 npm test -- test/console` takes them anew. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS !== '1') return;
  mkdirSync('docs/screenshots', { recursive: true });
  await page.screenshot({ path: `docs/screenshots/${name}.png`, animations: 'disabled' });
}
