// Reads NDJSON: the message without recipients on the first line, one recipient on each further line. Blank lines are ignored.
import { ApiError } from '../../http/api-error.js';
import { parseJson } from '../../http/json-body.js';
import type { SubmitMessage } from './submit-message.js';
import { isObject } from '../../requests/reading/validate.js';
import { Lines } from './lines.js';
import { PlainRecipient } from './plain-recipient.js';
import { type Circumstances, readListed } from './read-submit.js';
import { RecipientList } from './recipients.js';
import { lineFault, MOST_OF_A_LINE, type SubmitReader } from './submit-reader.js';

const LONGEST_BLANK = 32;
const BLANK = /^[ \t]*$/;

export class NdjsonReader implements SubmitReader {
  private message: object | undefined;
  private readonly list: RecipientList;
  private readonly plain = new PlainRecipient();
  private readonly lines = new Lines(
    (bytes, from, to) => {
      this.take(bytes, from, to);
    },
    MOST_OF_A_LINE,
    (line) => lineFault(413, line, `should have ${MOST_OF_A_LINE} bytes at most`),
  );

  constructor(private readonly circumstances: Circumstances) {
    this.list = new RecipientList(circumstances.config, circumstances.unsettled);
  }

  write(chunk: Buffer): void {
    this.lines.write(chunk);
  }

  *end(): Generator<undefined, SubmitMessage[]> {
    this.lines.end();
    if (this.message === undefined) throw lineFault(400, 1, 'should be the message, without recipients');
    return yield* readListed(this.message, this.list, this.circumstances);
  }

  private take(bytes: Buffer, from: number, to: number): void {
    if (this.message !== undefined && this.plain.read(bytes, from) === to) {
      this.list.addNumber(this.plain.number);
      return;
    }
    if (to - from <= LONGEST_BLANK && BLANK.test(bytes.toString('latin1', from, to))) return;
    const value = this.parse(bytes.subarray(from, to));
    if (this.message !== undefined) this.list.add(value);
    else if (isObject(value)) this.message = value;
    else throw lineFault(400, this.lines.number, 'should be the message, an object without recipients');
  }

  private parse(line: Buffer): unknown {
    try {
      return parseJson(line);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const [fault] = error.errors ?? [];
      throw lineFault(400, this.lines.number, fault === undefined ? 'is not JSON' : `has ${fault.field} twice`);
    }
  }
}
