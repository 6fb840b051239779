// Parses a body in XML while it arrives. The value equals the JSON form of the same message, so that the same code checks both. Attributes and
// child elements are the fields of an element, repeated elements an array, and text is kept unchanged. Each recipient is added to a list of
// numbers and never held as an object.
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
 * The usual recipient of a large list. It is read without the parser, which takes four times as long. Measured for a million recipients: the
 * parser 4 s or more, this and JSON 0.5 to 2 s.
 */
const PLAIN =
  /[ \t\r\n]*<recipient(?:[ \t\r\n]+mobile="(\+\d{1,20})"[ \t\r\n]*(?:\/>|><\/recipient>)|>[ \t\r\n]*<mobile>(\+\d{1,20})<\/mobile>[ \t\r\n]*<\/recipient>)/y;

interface Frame {
  name: string;
  /** The number of names of PATH that lead to and include this element. NOWHERE = not on the path. */
  level: number;
  /** The fields. Undefined = neither attributes nor children. */
  fields: Record<string, unknown> | undefined;
  /** The number of attributes and children so far, recipients in the list excluded. */
  parts: number;
  text: string;
  /** The stored size before this element. */
  kept: number;
}

/** Copies a text, since a substring would keep the parser's whole input in memory. */
const copied = (text: string): string => Buffer.from(text).toString();

export class StreamedXml {
  private readonly parser = new SaxesParser({ position: false, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  private readonly above: Frame[] = [];
  private frame: Frame | undefined;
  private value: unknown;
  private kept = 0;
  private written = 0;
  private lastEvent = 0;
  /** True: the last character ended an element. */
  private atEnd = false;

  /**
   * @param gather makes the list of a message's recipients
   * @param most characters (plus 16 for each name) outside the recipients, within one recipient, or between two elements
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
      // White space between elements of the path is not stored, since there may be a million recipients.
      if (frame === undefined || (frame.level !== NOWHERE && SPACE.test(part))) return;
      this.keep(part.length);
      frame.text += part;
    };
    this.parser.on('error', refuse);
    // Without a document type there are only the five entities of XML.
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
      // A namespace declaration is not a field of the message.
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

  /** @throws ApiError 400 for invalid XML or a document type · 413 for too much content outside the recipients · 415 for another encoding */
  write(text: string): void {
    this.written += text.length;
    for (let at = 0; at < text.length; at = this.skim(text, at)) {
      // After the end of an element, plain recipients may follow.
      const end = text.indexOf('>', at) + 1;
      this.atEnd = false;
      this.parser.write(end === 0 ? text.slice(at) : text.slice(at, end));
      at = end === 0 ? text.length : end;
    }
    if (this.written - this.lastEvent > this.most) throw tooLarge();
  }

  /** @returns the value of the body. @throws ApiError 400 if it is incomplete */
  end(): unknown {
    this.parser.close();
    return this.value;
  }

  /** Reads plain recipients without the parser: only after an element of their list, where the parser is between two elements. */
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
      // The recipient's object is dropped.
      this.kept = frame.kept;
    } else {
      this.countPart(parent);
      put(parent, frame.name, valueOf(frame));
    }
  }

  /** The limit is the same as for the fields of a JSON object. */
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

/** An element with fields may not have text. An element on the path is an object even if it is empty. */
function valueOf({ level, fields, text }: Frame): unknown {
  const blank = SPACE.test(text);
  if (fields === undefined) return level !== NOWHERE && blank ? {} : level === PATH.length ? text : copied(text);
  if (!blank) put({ fields }, '#text', copied(text));
  return fields;
}

/** `<value name="First Name">Ana</value>` in a recipient becomes a field of `values`, as in JSON. */
function recipientOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('value' in value)) return value;
  const { value: given, ...fields } = value;
  const values = Object.create(null) as Record<string, unknown>;
  for (const each of Array.isArray(given) ? (given as unknown[]) : [given]) {
    const { name, '#text': text = '', ...others } = (typeof each === 'object' && each !== null ? each : {}) as Record<string, unknown>;
    // An element without a name is an unknown field, which is refused later.
    if (typeof name !== 'string' || Object.keys(others).length > 0) return value;
    if (Object.hasOwn(values, name)) throw givenTwice(name);
    values[name] = text;
  }
  return { ...fields, values };
}

/** An object without a prototype, so that every name of a field is safe. */
function put(into: Pick<Frame, 'fields'>, name: string, value: unknown): void {
  const fields = (into.fields ??= Object.create(null) as Record<string, unknown>);
  const there = fields[name];
  if (there === undefined) fields[name] = value;
  else if (Array.isArray(there)) there.push(value);
  else fields[name] = [there, value];
}
