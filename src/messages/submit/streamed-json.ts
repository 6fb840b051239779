// Parses a large JSON body while it arrives. The value equals the result of parseJson for the whole text (a property test compares them),
// except that each array in `recipient` becomes a list of numbers and is never held as objects. A million recipients cost only their numbers.
import { Tokenizer, TokenType } from '@streamparser/json';
import { ApiError } from '../../http/api-error.js';
import { exactly, givenTwice, MAX_DEPTH, MAX_FIELDS, tooLarge, unreadable } from '../../http/json-body.js';
import { afterSpace, PlainRecipient } from './plain-recipient.js';
import { RecipientList } from './recipients.js';

/** The path to the recipients. The value of each key is an object, or an array of objects. */
export const PATH = ['smsServiceRequest', 'messages', 'message', 'recipients', 'recipient'];
export const NOWHERE = -1;
/** The limit outside the recipients, or within one recipient: characters, plus 16 for each token. A thousand messages fit. */
export const MOST_KEPT = 8_388_608;
const [COMMA, RIGHT_BRACE] = [0x2c, 0x7d];
export const TOKEN_WEIGHT = 16;
/** The tokenizer's buffer for a string. It joins longer strings from pieces. */
const STRING_BUFFER = 64;

type Container = Record<string, unknown> | unknown[] | RecipientList;

interface Frame {
  into: Container;
  /** The number of keys of PATH that lead to this value, or to its array. NOWHERE = not on the path. */
  level: number;
  key: string;
  /** The number of commas so far. */
  commas: number;
  /** The stored size before this value. */
  kept: number;
}

enum Expect {
  Value,
  ValueOrEnd,
  KeyOrEnd,
  Key,
  Colon,
  CommaOrEnd,
  Nothing,
}

/** Keeps the text of a number, since a JavaScript number may lose digits. */
class Tokens extends Tokenizer {
  written = '';

  constructor() {
    super({ stringBufferSize: STRING_BUFFER, numberBufferSize: STRING_BUFFER });
    // The decoder of the library also drops U+FEFF in the middle of a text, so a decoder of our own is used.
    const builder: unknown = Reflect.get(this, 'bufferedString');
    Object.assign(builder as object, { decoder: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }) });
  }

  protected override parseNumber(text: string): number {
    this.written = text;
    return 0;
  }
}

export class StreamedJson {
  private readonly tokens = new Tokens();
  private readonly plain = new PlainRecipient();
  private readonly above: Frame[] = [];
  private frame: Frame | undefined;
  private expect = Expect.Value;
  private value: unknown;
  private kept = 0;
  private written = 0;
  private lastToken = 0;
  private twice: string | undefined;

  /** @param gather makes the list of an array of recipients */
  constructor(private readonly gather: () => RecipientList) {
    this.tokens.onToken = ({ token, value }) => {
      this.lastToken = this.written;
      this.take(token, token === TokenType.NUMBER ? exactly(this.tokens.written) : value);
    };
  }

  /** @throws ApiError 400 for invalid JSON · 413 for too much content outside the recipients */
  write(chunk: Buffer): void {
    this.written += chunk.length;
    for (let at = this.skim(chunk, 0); at < chunk.length;) {
      // After a closing brace, plain recipients may follow.
      const brace = chunk.indexOf(RIGHT_BRACE, at);
      const end = brace < 0 ? chunk.length : brace + 1;
      const part = chunk.subarray(at, end);
      readably(() => {
        this.tokens.write(part);
      });
      at = this.skim(chunk, end);
    }
    if (this.written - this.lastToken > MOST_KEPT) throw tooLarge();
  }

  /** @returns the value of the body. @throws ApiError 400 if it is incomplete, or has a field twice */
  end(): unknown {
    readably(() => {
      this.tokens.end();
    });
    if (this.expect !== Expect.Nothing) throw unreadable();
    if (this.twice !== undefined) throw givenTwice(this.twice);
    return this.value;
  }

  /**
   * Reads plain recipients without the tokenizer: only after another recipient, each with the comma before it. If the tokenizer is within a
   * token at that place, it later gets this token instead of a comma, and refuses the body.
   */
  private skim(chunk: Buffer, from: number): number {
    const list = this.frame?.into;
    if (!(list instanceof RecipientList) || this.expect !== Expect.CommaOrEnd) return from;
    for (let at = from; ;) {
      const comma = afterSpace(chunk, at);
      const end = chunk[comma] === COMMA ? this.plain.read(chunk, afterSpace(chunk, comma + 1)) : -1;
      if (end < 0) return at;
      list.addNumber(this.plain.number);
      this.lastToken = this.written;
      at = end;
    }
  }

  private take(token: TokenType, value: unknown): void {
    switch (token) {
      case TokenType.LEFT_BRACE:
        this.open({}, Expect.KeyOrEnd);
        return;
      case TokenType.LEFT_BRACKET:
        this.open(this.isList() ? this.gather() : [], Expect.ValueOrEnd);
        return;
      case TokenType.RIGHT_BRACE:
        this.close(Expect.KeyOrEnd, false);
        return;
      case TokenType.RIGHT_BRACKET:
        this.close(Expect.ValueOrEnd, true);
        return;
      case TokenType.COLON:
        this.must(this.expect === Expect.Colon);
        this.expect = Expect.Value;
        return;
      case TokenType.COMMA:
        this.comma();
        return;
      case TokenType.STRING:
      case TokenType.NUMBER:
      case TokenType.TRUE:
      case TokenType.FALSE:
      case TokenType.NULL:
        this.scalar(value);
        return;
      case TokenType.SEPARATOR:
        throw unreadable();
    }
  }

  private comma(): void {
    const { frame } = this;
    this.must(this.expect === Expect.CommaOrEnd);
    const object = this.inObject();
    if (object && frame !== undefined && ++frame.commas >= MAX_FIELDS) throw tooLarge();
    this.expect = object ? Expect.Key : Expect.Value;
  }

  private scalar(value: unknown): void {
    this.kept += TOKEN_WEIGHT + (typeof value === 'string' ? value.length : 0);
    if (this.kept > MOST_KEPT) throw tooLarge();
    if (this.expect === Expect.Key || this.expect === Expect.KeyOrEnd) {
      this.must(typeof value === 'string' && this.frame !== undefined);
      if (this.frame !== undefined) this.name(this.frame, value as string);
      this.expect = Expect.Colon;
    } else {
      this.must(this.expect === Expect.Value || this.expect === Expect.ValueOrEnd);
      this.put(value);
    }
  }

  private name(frame: Frame, key: string): void {
    if (Object.hasOwn(frame.into, key)) this.twice ??= key;
    frame.key = key;
  }

  private open(into: Container, expect: Expect): void {
    this.must(this.expect === Expect.Value || this.expect === Expect.ValueOrEnd);
    this.must(this.frame === undefined || this.above.length + 1 < MAX_DEPTH);
    const frame = { into, level: this.levelOfNext(Array.isArray(into)), key: '', commas: 0, kept: this.kept };
    this.kept += TOKEN_WEIGHT;
    if (this.kept > MOST_KEPT) throw tooLarge();
    if (this.frame !== undefined) this.above.push(this.frame);
    this.frame = frame;
    this.expect = expect;
  }

  private close(empty: Expect, array: boolean): void {
    this.must(this.frame !== undefined && this.inObject() !== array && (this.expect === Expect.CommaOrEnd || this.expect === empty));
    const into = this.frame?.into;
    this.frame = this.above.pop();
    this.put(into);
  }

  /** Adds a complete value to its parent. */
  private put(value: unknown): void {
    const { frame } = this;
    if (frame === undefined) {
      this.value = value;
      this.expect = Expect.Nothing;
      return;
    }
    const { into, key } = frame;
    if (into instanceof RecipientList) {
      into.add(value);
      // The recipient's object is dropped.
      this.kept = frame.kept;
    } else if (Array.isArray(into)) into.push(value);
    else if (key === '__proto__') Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
    else into[key] = value;
    this.expect = Expect.CommaOrEnd;
  }

  private inObject(): boolean {
    const into = this.frame?.into;
    return into !== undefined && !Array.isArray(into) && !(into instanceof RecipientList);
  }

  private isList(): boolean {
    return this.frame?.level === PATH.length - 1 && this.inObject() && this.frame.key === PATH[this.frame.level];
  }

  /** An object in an array has the depth of the array. An array in an array is not on the path. */
  private levelOfNext(array: boolean): number {
    if (this.frame === undefined) return array ? NOWHERE : 0;
    const { level, key, into } = this.frame;
    if (Array.isArray(into)) return array ? NOWHERE : level;
    return this.inObject() && level !== NOWHERE && key === PATH[level] ? level + 1 : NOWHERE;
  }

  private must(holds: boolean): void {
    if (!holds) throw unreadable();
  }
}

/** Any error of the tokenizer becomes a 400, without its text. */
function readably(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw error instanceof ApiError ? error : unreadable();
  }
}
