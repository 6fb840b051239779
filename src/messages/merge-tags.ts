// Merge tags in a content: `##First Name##` stands for a value of the recipient; `##First Name|there##` has a default for recipients without
// the value. Names are case-insensitive, and spaces around them are ignored. Tags within a value are not replaced.
import type { Refusal } from '../queue/channels.js';

const TAG = /##(\p{L}[^#|\n]*)(?:\|([^#\n]*))?##/gu;

export interface Tag {
  /** The name as returned by {@link nameOf}. */
  name: string;
  /** The name as written in the content, without the hashes and the default. */
  written: string;
  /** The default for recipients without the value. Undefined = such a recipient is refused. */
  otherwise: string | undefined;
}

export interface Template {
  /** The texts before, between and after the tags: one more than there are tags. */
  texts: readonly string[];
  tags: readonly Tag[];
}

/** The values of one recipient, by {@link nameOf}. An empty value counts as absent. */
export type Values = Readonly<Record<string, string>>;

/** The form of a name in which values and tags are compared. */
export const nameOf = (written: string): string => written.normalize('NFKC').trim().toLowerCase();

export function readTemplate(content: string): Template {
  const texts: string[] = [];
  const tags: Tag[] = [];
  let from = 0;
  for (const { 0: whole, 1: written = '', 2: otherwise, index } of content.matchAll(TAG)) {
    texts.push(content.slice(from, index));
    tags.push({ name: nameOf(written), written: written.trim(), otherwise });
    from = index + whole.length;
  }
  return { texts: [...texts, content.slice(from)], tags };
}

export function fill({ texts, tags }: Template, values: Values | undefined): string | Refusal {
  let filled = texts[0] ?? '';
  for (const [i, { name, written, otherwise }] of tags.entries()) {
    const value = values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
    const text = value === undefined || value === '' ? otherwise : value;
    if (text === undefined) return { refused: `has no value for ##${written}##` };
    filled += text + (texts[i + 1] ?? '');
  }
  return filled;
}

/** The text for one recipient. */
export function textFor(content: string, variables: string | null): string {
  const text = render(readTemplate(content), variables);
  return typeof text === 'string' ? text : content;
}

/** @param variables the values for {@link fill}, in JSON; null = none */
export const render = (template: Template, variables: string | null): string | Refusal =>
  template.tags.length === 0
    ? (template.texts[0] ?? '')
    : fill(template, variables === null ? undefined : (JSON.parse(variables) as Values));
