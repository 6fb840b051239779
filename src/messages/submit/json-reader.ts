// JSON: a small body is parsed at once when it is complete, a large one as it arrives. Both answer the same.
import { parseJson } from '../../http/json-body.js';
import type { SubmitMessage } from './submit-message.js';
import { type Circumstances, readSubmit } from './read-submit.js';
import { RecipientList } from './recipients.js';
import { StreamedJson } from './streamed-json.js';
import type { SubmitReader } from './submit-reader.js';

/** Up to here a whole body costs no memory to speak of, and `JSON.parse` is three times as quick. */
const SMALL_BYTES = 262_144;

export class JsonReader implements SubmitReader {
  private chunks: Buffer[] = [];
  private size = 0;
  private streamed: StreamedJson | undefined;

  /** @param small largest body that is parsed at once, bytes */
  constructor(
    private readonly circumstances: Circumstances,
    private readonly small = SMALL_BYTES,
  ) {}

  write(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.streamed !== undefined) this.streamed.write(chunk);
    else {
      this.chunks.push(chunk);
      if (this.size > this.small) this.stream();
    }
  }

  *end(): Generator<undefined, SubmitMessage[]> {
    const body = this.streamed === undefined ? parseJson(Buffer.concat(this.chunks)) : this.streamed.end();
    yield;
    return yield* readSubmit(body, this.circumstances);
  }

  private stream(): void {
    const chunks = this.chunks;
    this.chunks = [];
    this.streamed = new StreamedJson(() => new RecipientList(this.circumstances.config, this.circumstances.unsettled));
    for (const chunk of chunks) this.streamed.write(chunk);
  }
}
