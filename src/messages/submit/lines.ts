// Splits a stream of bytes, in chunks of any size, into lines: LF or CRLF, optional after the last line. A line over the limit is refused
// before it is buffered.
const LF = 0x0a;
const CR = 0x0d;

export class Lines {
  /** The number of lines so far, blank lines included. */
  number = 0;
  private begun: Buffer[] = [];
  private begunLength = 0;

  /**
   * @param take gets each line, without its end: bytes `from` to `to` of a buffer
   * @param tooLong makes the error for a line over `most` bytes
   */
  constructor(
    private readonly take: (bytes: Buffer, from: number, to: number) => void,
    private readonly most: number,
    private readonly tooLong: (line: number) => Error,
  ) {}

  write(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(LF); end >= 0; from = end + 1, end = chunk.indexOf(LF, from)) {
      if (this.begunLength > 0) {
        this.keep(chunk.subarray(from, end));
        this.finish();
      } else this.line(chunk, from, end);
    }
    if (from < chunk.length) this.keep(chunk.subarray(from));
  }

  end(): void {
    if (this.begunLength > 0) this.finish();
  }

  private keep(part: Buffer): void {
    this.begunLength += part.length;
    if (this.begunLength > this.most) throw this.tooLong(this.number + 1);
    this.begun.push(part);
  }

  private finish(): void {
    const line = Buffer.concat(this.begun);
    this.begun = [];
    this.begunLength = 0;
    this.line(line, 0, line.length);
  }

  private line(bytes: Buffer, from: number, end: number): void {
    this.number++;
    if (end - from > this.most) throw this.tooLong(this.number);
    this.take(bytes, from, end > from && bytes[end - 1] === CR ? end - 1 : end);
  }
}
