// A body in XML, parsed as it arrives. Its value is the one that JSON of the same message has, so that both are checked by the same code:
// an element's attributes and child elements are its fields, repeated ones an array, and text is kept as it stands. Recipients are
// gathered one by one and never held.
import { SaxesParser } from 'saxes';
import { ApiError } from '../../http/api-error.js';
import { givenTwice, MAX_DEPTH, MAX_FIELDS, tooLarge, unreadable } from '../../http/json-body.js';
import { readE164 } from '../../platform/phone/e164.js';
import { RecipientList } from './recipients.js';
import { MOST_KEPT, NOWHERE, PATH, TOKEN_WEIGHT } from './streamed-json.js';
import { UNSUPPORTED } from '../../http/sentences.js';

const MAX_NAME = 256;
const SPACE = /^[ \t\r\n]*$/;
const UTF8 = /^utf-?8$/i;
/**
 * A recipient as nearly every one of a large list is written. It goes past the parser, which takes four times as long
 * for it: of a million 4 s or more, where JSON and this take 0.5 to 2.
 */
const PLAIN =
  /[ \t\r\n]*<recipient(?:[ \t\r\n]+mobile="(\+\d{1,20})"[ \t\r\n]*(?:\/>|><\/recipient>)|>[ \t\r\n]*<mobile>(\+\d{1,20})<\/mobile>[ \t\r\n]*<\/recipient>)/y;

interface Frame {
  name: string;
  /** How many names of PATH lead to it and into it; NOWHERE off the path. */
  level: number;
  /** None where it has neither attributes nor children. */
  fields: Record<string, unknown> | undefined;
  /** Attributes and children so far, recipients in their list not among them. */
  parts: number;
  text: string;
  /** What was kept before it. */
  kept: number;
}

/** A piece of what the parser was given would keep all of it. */
const copied = (text: string): string => Buffer.from(text).toString();

export class StreamedXml {
  private readonly parser = new SaxesParser({ position: false, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  private readonly above: Frame[] = [];
  private frame: Frame | undefined;
  private value: unknown;
  private kept = 0;
  private written = 0;
  private lastEvent = 0;
  /** The last character was the end of an element. */
  private atEnd = false;

  /**
   * @param gather makes the list of a message's recipients
   * @param most characters (and 16 for each name) beside the recipients, within one, or from one element to the next
   */
  constructor(
    private readonly gather: () => RecipientList,
    private readonly most = MOST_KEPT,
  ) {
    const heard = (): void => {
      this.lastEvent = this.written;
    };
    const refuse = (): never => {
      throw unreadable();
    };
    const text = (part: string): void => {
      heard();
      const { frame } = this;
      // Around the elements of the path, space is nothing: there may be a million of them.
      if (frame === undefined || (frame.level !== NOWHERE && SPACE.test(part))) return;
      this.keep(part.length);
      frame.text += part;
    };
    this.parser.on('error', refuse);
    // No declarations, so no entities but the five that XML has.
    this.parser.on('doctype', refuse);
    this.parser.on('xmldecl', ({ encoding = 'UTF-8' }) => {
      if (!UTF8.test(encoding)) throw new ApiError(415, UNSUPPORTED, [{ field: 'encoding', message: 'should be UTF-8' }]);
    });
    this.parser.on('comment', heard);
    this.parser.on('processinginstruction', heard);
    this.parser.on('text', text);
    this.parser.on('cdata', text);
    this.parser.on('opentagstart', ({ name }) => {
      heard();
      this.open(name);
    });
    this.parser.on('attribute', ({ name, value }) => {
      heard();
      this.keep(TOKEN_WEIGHT + name.length + value.length);
      if (name.length > MAX_NAME) throw unreadable();
      // Which vocabulary it is: nothing of the message's.
      if (this.frame === undefined) return;
      this.countPart(this.frame);
      if (name !== 'xmlns' && !name.startsWith('xmlns:')) put(this.frame, name, value);
    });
    this.parser.on('closetag', () => {
      heard();
      this.atEnd = true;
      this.close();
    });
  }

  /** @throws ApiError 400 where it is no XML, or has a document type · 413 for too much of what has to be kept · 415 */
  write(text: string): void {
    this.written += text.length;
    for (let at = 0; at < text.length; at = this.skim(text, at)) {
      // It may be the end of a recipient; plain ones may follow.
      const end = text.indexOf('>', at) + 1;
      this.atEnd = false;
      this.parser.write(end === 0 ? text.slice(at) : text.slice(at, end));
      at = end === 0 ? text.length : end;
    }
    if (this.written - this.lastEvent > this.most) throw tooLarge();
  }

  /** The body's value. @throws ApiError 400 where it is not complete */
  end(): unknown {
    this.parser.close();
    return this.value;
  }

  /** Takes plain recipients past the parser, after an element of their list only: it is between two elements then. */
  private skim(text: string, from: number): number {
    const { frame } = this;
    const list = this.atEnd && frame?.level === PATH.length - 1 ? frame.fields?.recipient : undefined;
    if (!(list instanceof RecipientList)) return from;
    for (let at = from; ; at = PLAIN.lastIndex) {
      PLAIN.lastIndex = at;
      const [, attribute, element] = PLAIN.exec(text) ?? [];
      const number = readE164(attribute ?? element ?? '');
      if (number === 0) return at;
      list.addNumber(number);
      this.lastEvent = this.written;
    }
  }

  private open(name: string): void {
    const { frame } = this;
    const above = frame === undefined ? 0 : frame.level;
    const level = above !== NOWHERE && PATH[above] === name ? above + 1 : NOWHERE;
    const isRoot = frame === undefined;
    if (name.length > MAX_NAME || this.above.length + 1 >= MAX_DEPTH || (isRoot && level === NOWHERE)) throw unreadable();
    if (frame !== undefined) this.above.push(frame);
    this.frame = { name, level, fields: undefined, parts: 0, text: '', kept: this.kept };
    this.keep(TOKEN_WEIGHT + name.length);
  }

  private close(): void {
    const { frame } = this;
    if (frame === undefined) return;
    const parent = this.above.pop();
    this.frame = parent;
    if (parent === undefined) this.value = { [frame.name]: valueOf(frame) };
    else if (frame.level === PATH.length) {
      this.listOf(parent).add(recipientOf(valueOf(frame)));
      // Nothing of it stays.
      this.kept = frame.kept;
    } else {
      this.countPart(parent);
      put(parent, frame.name, valueOf(frame));
    }
  }

  /** As many as an object of JSON may have. */
  private countPart(frame: Frame): void {
    if (++frame.parts > MAX_FIELDS) throw tooLarge();
  }

  private listOf(recipients: Frame): RecipientList {
    const fields = (recipients.fields ??= Object.create(null) as Record<string, unknown>);
    const { recipient } = fields;
    if (recipient instanceof RecipientList) return recipient;
    const list = this.gather();
    if (recipient !== undefined) list.add(recipient);
    fields.recipient = list;
    return list;
  }

  private keep(size: number): void {
    this.kept += size;
    if (this.kept > this.most) throw tooLarge();
  }
}

/** An element that has fields holds no text beside them; one on the path is an object also where it is empty. */
function valueOf({ level, fields, text }: Frame): unknown {
  const blank = SPACE.test(text);
  if (fields === undefined) return level !== NOWHERE && blank ? {} : level === PATH.length ? text : copied(text);
  if (!blank) put({ fields }, '#text', copied(text));
  return fields;
}

/** `<value name="First Name">Ana</value>` in a recipient is what `values` is in JSON. */
function recipientOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('value' in value)) return value;
  const { value: given, ...fields } = value;
  const values = Object.create(null) as Record<string, unknown>;
  for (const each of Array.isArray(given) ? (given as unknown[]) : [given]) {
    const { name, '#text': text = '', ...others } = (typeof each === 'object' && each !== null ? each : {}) as Record<string, unknown>;
    // Without a name it is no value, and is refused as the field that it is.
    if (typeof name !== 'string' || Object.keys(others).length > 0) return value;
    if (Object.hasOwn(values, name)) throw givenTwice(name);
    values[name] = text;
  }
  return { ...fields, values };
}

/** Without a prototype, whatever a client calls a field. */
function put(into: Pick<Frame, 'fields'>, name: string, value: unknown): void {
  const fields = (into.fields ??= Object.create(null) as Record<string, unknown>);
  const there = fields[name];
  if (there === undefined) fields[name] = value;
  else if (Array.isArray(there)) there.push(value);
  else fields[name] = [there, value];
}
