// The diagrams and tables of docs/concepts/states.md, made of the data that the code has.
import { REQUEST_MOVES, REQUEST_RULES } from '../../src/queue/request-states.js';
import { ENTRY_MOVES, type EntryMove, MOVERS, WAITING } from '../../src/queue/state-machine.js';
import { ENTRY_STATES, type EntryState } from '../../src/queue/states.js';

const NAMES = Object.keys(ENTRY_STATES) as EntryState[];

/** As Prettier writes it. */
function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

const diagram = (lines: readonly string[]): string =>
  ['```mermaid', 'stateDiagram-v2', ...lines.map((line) => `  ${line}`), '```'].join('\n');

/** Lines between the same two are one, with all that leads along them. */
function arrows(moves: readonly (readonly [from: string, to: string, label: string])[]): string[] {
  const labels = new Map<string, Set<string>>();
  for (const [from, to, label] of moves) {
    const arrow = `${from} --> ${to}`;
    const known = labels.get(arrow) ?? new Set();
    labels.set(arrow, known);
    for (const each of label.split(', ')) known.add(each);
  }
  return [...labels].map(([arrow, each]) => `${arrow}: ${[...each].join(', ')}`);
}

const isWaiting = (states: readonly EntryState[]): boolean =>
  states.length === WAITING.length && WAITING.every((each) => states.includes(each));

/** The words of the status, where the state is called alike. */
const titleOf = (state: EntryState): string => {
  const { status } = ENTRY_STATES[state];
  return status.replaceAll(' ', '').toLowerCase() === state.toLowerCase() ? status : state;
};
const titles = (states: readonly EntryState[]): string => (isWaiting(states) ? 'Waiting' : states.map(titleOf).join(', '));

function entryDiagram(): string {
  const nodes = (states: readonly EntryState[]): readonly string[] => (isWaiting(states) ? ['Waiting'] : states);
  const moves = ENTRY_MOVES.flatMap(({ from, to, label }) =>
    (from.length === 0 ? ['[*]'] : nodes(from)).flatMap((start) => nodes(to).map((end) => [start, end, label] as const)),
  );
  const ends = NAMES.filter((name) => ENTRY_STATES[name].final === true).map((name) => `${name} --> [*]`);
  return diagram(['state Waiting {', ...WAITING.map((each) => `  ${each}`), '}', ...arrows(moves), ...ends]);
}

function ruleOf(name: EntryState): string {
  const { place, ...more }: { place: string; stopReason?: number | null; outcome?: number | null } = ENTRY_STATES[name];
  if (place === 'ended') return `outcome ${more.outcome}`;
  if (place === 'leased') return 'a claim has leased it';
  if (typeof more.stopReason === 'number') return `it waits, and its slice has \`stop_reason\` ${more.stopReason}`;
  return more.outcome === null ? 'it waits' : `it waits, and its row says why (code ${more.outcome})`;
}

function statusTable(): string {
  const finality = (final: boolean | string): string => (typeof final === 'string' ? `until ${final}` : final ? 'yes' : 'no');
  const rows = NAMES.map((name) => [titleOf(name), ruleOf(name), ENTRY_STATES[name].status, finality(ENTRY_STATES[name].final)]);
  return table([['state', 'its row and its slice’s row say', 'status', 'final'], ...rows]);
}

function moveTable(): string {
  const rowOf = ({ by, from, event, to, attempts, fallback }: EntryMove): string[] => [
    from.length === 0 ? 'nothing' : titles(from),
    `${by.join(' or ')}: ${event}`,
    titles(to) + (fallback === true ? ', by the fallback channel' : ''),
    attempts === 1 ? 'yes' : 'no',
    by.map((each) => `\`src/queue/${MOVERS[each]}\``).join(', '),
  ];
  return table([['from', 'event', 'to', 'counts as an attempt', 'statement'], ...ENTRY_MOVES.map(rowOf)]);
}

const PARTS: Readonly<Record<string, () => string>> = {
  'diagram of an entry': entryDiagram,
  'states of an entry': statusTable,
  'moves of an entry': moveTable,
  'states of a request': () => table([['rule', 'state'], ...REQUEST_RULES.map(({ rule, state }) => [rule, `\`${state}\``])]),
  'diagram of a request': () => diagram(arrows(REQUEST_MOVES.map(({ from, to, event }) => [from ?? '[*]', to ?? '[*]', event]))),
};

/** The page with every part as the data says. @throws Error where the page has no place for a part */
export function writtenAnew(page: string): string {
  return Object.entries(PARTS).reduce((text, [name, part]) => {
    const [before, , after, ...more] = text.split(new RegExp(`(<!-- ${name} -->\n)[^]*?(?=\n<!-- end -->)`));
    if (before === undefined || after === undefined || more.length > 0) throw new Error(`The page has not one place for the ${name}`);
    return `${before}<!-- ${name} -->\n\n${part()}\n${after}`;
  }, page);
}
