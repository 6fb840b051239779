// Merge tags in a content: `##First Name##` stands for a value of the recipient, `##First Name|there##` has a text for whoever has none.
// Names are compared without regard to case and to spaces around them. A value is never searched for tags.
import type { Refusal } from '../queue/channels.js';

const TAG = /##(\p{L}[^#|\n]*)(?:\|([^#\n]*))?##/gu;

export interface Tag {
  /** As {@link nameOf} makes it. */
  name: string;
  /** As the content has it, without the hashes and the text for whoever has no value. */
  written: string;
  /** Undefined: whoever has no value gets nothing. */
  otherwise: string | undefined;
}

export interface Template {
  /** Before, between and behind the tags: one more than there are tags. */
  texts: readonly string[];
  tags: readonly Tag[];
}

/** Values of one recipient by {@link nameOf}. An empty value is none. */
export type Values = Readonly<Record<string, string>>;

/** How the name of a value, or of a tag, is compared. */
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

/** The text that a recipient got, or will get. */
export function textFor(content: string, variables: string | null): string {
  const text = render(readTemplate(content), variables);
  return typeof text === 'string' ? text : content;
}

/** @param variables as {@link fill} takes them, in JSON; null = none */
export const render = (template: Template, variables: string | null): string | Refusal =>
  template.tags.length === 0
    ? (template.texts[0] ?? '')
    : fill(template, variables === null ? undefined : (JSON.parse(variables) as Values));
