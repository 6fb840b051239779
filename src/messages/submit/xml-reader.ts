// Reads XML: the fields of the JSON form are elements. The number of a recipient is an attribute or an element (contract section 1).
import { unreadable } from '../../http/json-body.js';
import type { SubmitMessage } from './submit-message.js';
import { type Circumstances, readSubmit } from './read-submit.js';
import { RecipientList } from './recipients.js';
import { StreamedXml } from './streamed-xml.js';
import type { SubmitReader } from './submit-reader.js';

export class XmlReader implements SubmitReader {
  /** The parser drops a byte order mark. Bytes that are not UTF-8 are refused. */
  private readonly utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private readonly streamed: StreamedXml;

  /** @param most the limit of stored characters outside the recipients */
  constructor(
    private readonly circumstances: Circumstances,
    most?: number,
  ) {
    this.streamed = new StreamedXml(() => new RecipientList(circumstances.config, circumstances.unsettled), most);
  }

  write(chunk: Buffer): void {
    this.streamed.write(this.decode(chunk));
  }

  *end(): Generator<undefined, SubmitMessage[]> {
    this.streamed.write(this.decode());
    return yield* readSubmit(this.streamed.end(), this.circumstances);
  }

  private decode(chunk?: Buffer): string {
    try {
      return this.utf8.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw unreadable();
    }
  }
}
