// Reads recorded transcripts (transcripts/README.md says how they are written), fills in what a request leaves open, and compares an answer
// with the recorded one.

export interface Exchange {
  title: string;
  eventually: boolean;
  method: string;
  path: string;
  headers: [name: string, value: string][];
  body: string;
  answer: { status: number; headers: [name: string, value: string][]; body: string };
}

interface Part {
  first: string;
  headers: [string, string][];
  body: string;
}

function readPart(text: string): Part {
  const [head = '', ...rest] = text.replace(/^\n+|\n+$/g, '').split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const headers = lines.map((line): [string, string] => {
    const at = line.indexOf(':');
    if (at < 0) throw new Error(`No header: ${line}`);
    return [line.slice(0, at), line.slice(at + 1).trim()];
  });
  return { first, headers, body: rest.join('\n\n') };
}

export function readTranscript(text: string): Exchange[] {
  const [, ...parts] = `\n${text}`.split(/\n### /);
  return parts.map((part) => {
    const [title = ''] = part.split('\n', 1);
    const at = part.indexOf('\nHTTP/1.1 ');
    if (at < 0) throw new Error(`No answer: ${title}`);
    const request = readPart(part.slice(title.length, at));
    const answer = readPart(part.slice(at));
    const [method = '', path = ''] = request.first.split(' ');
    return {
      ...{ title, eventually: title.endsWith('(eventually)'), method, path, headers: request.headers, body: request.body },
      answer: { status: Number(answer.first.split(' ')[1]), headers: answer.headers, body: answer.body },
    };
  });
}

export type Names = Map<string, string>;

function valueOf(names: Names, name: string): string {
  const [, of = name, position] = /^(\w+)\+(\d+)$/.exec(name) ?? [];
  const value = names.get(of);
  if (value === undefined) throw new Error(`Nothing is called ${name}`);
  return position === undefined ? value : (BigInt(value) + BigInt(position)).toString();
}

export const filled = (text: string, names: Names): string => text.replace(/\{\{([^}]+)\}\}/g, (_, name: string) => valueOf(names, name));

const PATTERNS: Readonly<Record<string, string>> = {
  ms: String.raw`\d{13}`,
  hex: String.raw`[\da-f]+`,
  date: String.raw`\d\d/\d\d/\d{4} \d\d:\d\d:\d\d [AP]M UTC`,
};

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);

/**
 * Compares, and takes the names that the answer gives. @returns the recorded text with its placeholders filled in from the answer where
 * it fits, so that a test may compare the two
 */
export function fitted(recorded: string, actual: string, names: Names): string {
  const given: string[] = [];
  const pattern = recorded
    .split(/(\{\{[^}]+\}\})/)
    .map((part) => {
      const name = /^\{\{(.+)\}\}$/.exec(part)?.[1];
      if (name === undefined) return literally(part);
      if (given.includes(name)) return `\\${given.indexOf(name) + 1}(?!\\d)`;
      if (!name.startsWith('id:')) return PATTERNS[name] ?? literally(valueOf(names, name));
      given.push(name.slice(3));
      return String.raw`([1-9]\d{0,18})`;
    })
    .join('');
  const match = new RegExp(`^${pattern}$`).exec(actual);
  if (match === null) return recorded;
  given.forEach((name, i) => names.set(name, match[i + 1] ?? ''));
  return actual;
}
