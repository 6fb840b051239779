// Reads JSON: a small body is parsed when it is complete, a large body while it arrives. The results are equal.
import { parseJson } from '../../http/json-body.js';
import type { SubmitMessage } from './submit-message.js';
import { type Circumstances, readSubmit } from './read-submit.js';
import { RecipientList } from './recipients.js';
import { StreamedJson } from './streamed-json.js';
import type { SubmitReader } from './submit-reader.js';

/** Up to this size a whole body needs little memory, and `JSON.parse` is three times as fast as the streaming parser. */
const SMALL_BYTES = 262_144;

export class JsonReader implements SubmitReader {
  private chunks: Buffer[] = [];
  private size = 0;
  private streamed: StreamedJson | undefined;

  /** @param small the largest body that is parsed when complete, in bytes */
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
