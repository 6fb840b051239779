// One word for each concept (docs and code): the words of before come back nowhere. A place that means something else is listed with the
// reason why it may.
import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SELF = 'test/architecture/words.test.ts';
const TEXT = /\.(?:ts|tsx|mjs|cjs|json|md|sql|yml|css|http|example)$/;
/** The glossary names them beside the new ones; so do the hints about former settings, and their test. */
const NOT_READ =
  /^(?:package-lock\.json|LICENSE|docs\/concepts\/glossary\.md|src\/platform\/config\/former-names\.ts|test\/platform\/former-names\.test\.ts)$/;

/** Of the paths that vendors call; of the mobile network, and where a page says which word was renamed. */
const HTTP_PATH = /\\?\/carriers(?=\\?[/$`'"]|$)|@Controller\('carriers\//g;
const NETWORK = /number’s carrier|mobile carrier|carrier = provider/gi;

interface Word {
  old: RegExp;
  now: string;
  /** The files in which it is looked for; all where it is absent. */
  in?: RegExp;
  /** The files in which it means something else. */
  but?: RegExp;
}

const DISPATCH = /^(?:src|test)\/dispatch\//;
const WORDS: readonly Word[] = [
  { old: /carrier/i, now: 'provider' },
  {
    old: /giveBack|give-back|takenAt|newHolder|(?<![a-z-])(?:take|record)\.sql|'(?:before|after)-(?:take|record)'/,
    now: 'claim, complete, release',
  },
  { old: /(?<!RATE_)\bWINDOW\b/, now: 'batch', in: /^(?:src\/(?:queue|dispatch|platform)|faults|docs)\// },
  { old: /\bs\.(?:next|again|again_at|taken|trying|stopped|holder)\b/, now: 'the columns of queue_slice', in: /\.(?:sql|ts|mjs)$/ },
  { old: /(?<![sS])[pP]ace(?:s|d|r)?(?![a-z])|(?<!S)PACE/, now: 'rate limit' },
  { old: /(?<![a-z])pacing(?![a-z])/i, now: 'rate limit' },
  { old: /sms_stop|operator has stopped|[sS]topBody|[sS]topsAnswer|LaneStop|StopButton|stoppedOf|dispatch -- stop/, now: 'dispatch hold' },
  { old: /(?<![a-zA-Z])halt(?:ed|s)?(?![a-z])/i, now: 'held' },
  { old: /lane[ -]?rests/i, now: 'lane backoff' },
  { old: /(?:outcome|inbound|receipt)[ -]?desk/i, now: 'receipt intake, inbound intake' },
  { old: /doubt[ -]?asker|(?<![a-z])doubts(?![a-z])|sms_doubt/i, now: 'in-doubt reconciler, entries in doubt' },
  { old: /sweeper/i, now: 'lease rescuer, receipt applier, expirer' },
  { old: /(?<![a-z])entrance(?![a-z])/i, now: 'dispatch context' },
  { old: /verdict/i, now: 'attempt result, resolution', but: /^(?:bench\/report|faults\/harness)\.mjs$/ },
  { old: /class Turns|new Turns|dispatch\/turns/, now: 'fair scheduler' },
  { old: /sms_ways|ways\.sql|OwnWay|waysOf/, now: 'routing fingerprint, own route' },
  { old: /Strangers|gateway\/strangers/, now: 'failed-authentication limiter' },
  { old: /(?<![a-z])fates(?![a-z])/i, now: 'scenarios' },
  { old: /(?<![a-z])mood(?![a-z])/i, now: 'conditions' },
  { old: /messages\/(?:see|alter)\/|\/checked\.(?:js|ts)|standing(?:\.sql)?\.(?:js|ts)/, now: 'query, schedule, validate, entry status' },
  { old: /SeeController|Alteration|AlterDto|use-alter/, now: 'query, schedule' },
  { old: /(?<!push )(?<![a-z-])the family|test\/family|family-(?:status|page|inbound|forms)/i, now: 'the Volt MX API' },
  { old: /(?<![a-z])(?:queue-gate|QueueGate|Gates?|Pass)(?![A-Za-z])/, now: 'permit, provider limiter, provider selector', in: DISPATCH },
];

const FOLDERS = ['src', 'docs', 'test', 'bench', 'faults', 'scripts', 'examples'].filter((folder) => existsSync(folder));
const within = (folder: string, recursive: boolean): string[] =>
  readdirSync(folder, { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const files = [...within('.', false), ...FOLDERS.flatMap((folder) => within(folder, true))].filter(
  (file) => TEXT.test(file) && !NOT_READ.test(file) && file !== SELF,
);

const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8').replace(HTTP_PATH, '').replace(NETWORK, '')]));

describe.each(WORDS.map((word) => [word.now, word] as const))('%s', (_, word) => {
  it(`is not called by the word of before (${word.old.source})`, () => {
    const found = [...texts].flatMap(([file, text]) => {
      if ((word.in !== undefined && !word.in.test(file)) || word.but?.test(file) === true) return [];
      const lines = text.split('\n').flatMap((line, i) => (word.old.test(line) ? [`${file}:${i + 1}: ${line.trim().slice(0, 120)}`] : []));
      return word.old.test(file) ? [file, ...lines] : lines;
    });
    expect(found).toEqual([]);
  });
});

it('reads the files of the product', () => {
  for (const folder of ['src/', 'docs/', 'test/', 'bench/', 'faults/', 'README.md'])
    expect(files.some((file) => file.startsWith(folder))).toBe(true);
});
