// Every link and anchor of the documentation, every mention of a page in code, and every mention of a file in a page leads to what exists.
// Each citation "contract section N" names a section of docs/reference/contract.md.
import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const NOT_OURS = new Set(['.git', 'node_modules', 'dist', 'data', 'coverage', 'package-lock.json']);
const TEXT = /\.(md|ts|tsx|mjs|cjs|js|json|ya?ml|sql|http|html|css|example)$|^(\.ci\/run|Dockerfile)$/;
/** Its old entries name files as they were then. */
const HISTORY = 'CHANGELOG.md';

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((each) => {
    const path = normalize(join(folder, each.name));
    if (NOT_OURS.has(each.name)) return [];
    return each.isDirectory() ? filesBelow(path) : [path];
  });
}

const FILES = filesBelow('.').filter((path) => TEXT.test(path));
const PAGES = FILES.filter((path) => path.endsWith('.md'));
const texts = new Map(FILES.map((path) => [path, readFileSync(path, 'utf8')]));
const textOf = (path: string): string => texts.get(path) ?? readFileSync(path, 'utf8');

const withoutCode = (markdown: string): string => markdown.replace(/^( *)(```+)[^]*?^\1\2/gm, '').replace(/`[^`\n]+`/g, '');

/** The anchors of a page as GitHub makes them: lower case, no punctuation, a hyphen for each space, a number behind a repeated one. */
function anchorsOf(markdown: string): Set<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading = ''] of markdown.replace(/^( *)(```+)[^]*?^\1\2/gm, '').matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    anchors.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return anchors;
}

/** What is wrong with a link from a page; undefined = nothing. */
function faultOf(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(target)) return `${page}: ${link} does not exist`;
  if (anchor === undefined) return undefined;
  return target.endsWith('.md') && anchorsOf(textOf(target)).has(anchor) ? undefined : `${page}: ${link} has no such anchor`;
}

/** Paths in a text that begin with one of these folders, each as far as it is written out. */
function mentionsOf(text: string, folders: string): string[] {
  const paths = text.matchAll(new RegExp(`(?<![\\w./:@$}-])(?:${folders})/[\\w.-]+(?:/[\\w.-]+)*(#[\\w-]+)?([*{<$(]|/[*{<$(])?`, 'g'));
  return [...paths].map(([path, , cut]) => (cut === undefined ? path.replace(/\.+$/, '') : dirname(path.slice(0, -cut.length) + 'x')));
}

describe('the documentation', () => {
  it('is there', () => {
    expect(PAGES.filter((path) => path.startsWith('docs/')).length).toBeGreaterThan(25);
  });

  it.each(PAGES)('%s leads to what exists', (page) => {
    const links = [...withoutCode(textOf(page)).matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map(([, link = '']) => link);
    const own = links.filter((link) => !/^(https?|mailto):/.test(link));
    expect(own.map((link) => faultOf(page, link)).filter((fault) => fault !== undefined)).toEqual([]);
  });

  it.each(PAGES.filter((page) => page !== HISTORY))('%s names files that exist', (page) => {
    const named = mentionsOf(textOf(page), 'src|test|bench|faults|scripts|examples|docs');
    expect(named.filter((path) => faultOf('.', path) !== undefined)).toEqual([]);
  });

  it('has every page in its index', () => {
    const index = textOf('docs/README.md');
    const missing = PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md').filter(
      (page) => !index.includes(`](${page.slice('docs/'.length)})`),
    );
    expect(missing).toEqual([]);
  });
});

describe('code, tests and scripts', () => {
  const others = FILES.filter((path) => !path.endsWith('.md') && path !== 'test/architecture/links.test.ts');

  it('mention pages that exist', () => {
    const mentions = others.flatMap((file) => mentionsOf(textOf(file), 'docs').map((path) => ({ file, path })));
    expect(mentions.length).toBeGreaterThan(20);
    expect(mentions.filter(({ path }) => faultOf('.', path) !== undefined)).toEqual([]);
  });

  it('cite sections of the contract that exist', () => {
    const sections = new Set([...textOf('docs/reference/contract.md').matchAll(/^## (\d+)\. /gm)].map(([, number = '']) => number));
    const cited = others.flatMap((file) =>
      [...textOf(file).matchAll(/contract sections? (\d+)(?: and (\d+))?/gi)].flatMap(([, one = '', two]) =>
        [one, two].filter((number) => number !== undefined).map((number) => ({ file, number })),
      ),
    );
    expect(cited.length).toBeGreaterThan(20);
    expect(cited.filter(({ number }) => !sections.has(number))).toEqual([]);
  });
});

describe('the check of links itself', () => {
  it('finds a file and an anchor that do not exist', () => {
    expect(faultOf('docs/README.md', 'nowhere.md')).toContain('does not exist');
    expect(faultOf('docs/README.md', '../README.md#nowhere')).toContain('no such anchor');
    expect(mentionsOf('see docs/nowhere.md.', 'docs')).toEqual(['docs/nowhere.md']);
    expect(mentionsOf('`src/queue/sql/removal-*.sql` /docs/index.html', 'src|docs')).toEqual(['src/queue/sql']);
  });
});
