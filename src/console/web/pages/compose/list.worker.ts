// Reads recipients from pasted text or a CSV file, of whatever length, in a thread of its own: counts them, by the server's own reading of a
// number, and makes the body of a submit from them.
import { CsvRows, type RowFault } from '../../../../messages/submit/csv-rows.js';
import { readNumber } from '../../../../platform/phone/e164.js';
import { countryOf } from '../../../../platform/phone/phone-number.js';
import { visible } from '../../../../platform/phone/visible.js';
import type { ListRead, ListSource, ListToRead } from './list.js';

const MOST_OF_A_ROW = 262_144;
const LINES_OF_A_PART = 10_000;
/** More is no number; the server would say so too. */
const LONGEST = 100;
const NUMBER_CELL = /^\s*\+?[\d\s().-]{7,24}$/;

class List {
  count = 0;
  unlikely = 0;
  private readonly seen = new Set<number>();
  private readonly parts: string[] = [];
  private lines: string[] = [];
  private readonly country;

  /** @param country whose national numbers are taken, as the server has it */
  constructor(country: string | null) {
    this.country = countryOf(country ?? '');
  }

  add(written: string): void {
    const mobile = written.trim().slice(0, LONGEST);
    this.count++;
    const number = readNumber(mobile, this.country);
    if (number === 0) this.unlikely++;
    else this.seen.add(number);
    this.lines.push(JSON.stringify({ mobile }));
    if (this.lines.length === LINES_OF_A_PART) this.endPart();
  }

  read(): Pick<ListRead, 'count' | 'duplicates' | 'unlikely' | 'recipients'> {
    this.endPart();
    const { count, unlikely, seen } = this;
    return { count, unlikely, duplicates: count - unlikely - seen.size, recipients: new Blob(this.parts) };
  }

  private endPart(): void {
    if (this.lines.length > 0) this.parts.push(`${this.lines.join('\n')}\n`);
    this.lines = [];
  }
}

/** Spaces stand within a number as well as between two: a plus begins one, and so does what is long enough on both sides. */
function readText(text: string, country: string | null): ListRead {
  const list = new List(country);
  for (const piece of visible(text).split(/[\n\r,;\t|]+|\s+(?=\+)/)) {
    const words = piece.trim().split(/\s+/);
    const areNumbers = words.every((word) => word.replace(/\D/g, '').length >= 10);
    for (const written of areNumbers ? words : [piece]) if (written.trim() !== '') list.add(written);
  }
  return { columns: [], samples: [], hasHeader: false, column: 0, fault: null, ...list.read() };
}

class RowError extends Error {
  constructor(readonly fault: RowFault) {
    super(fault.kind);
  }
}

/** Spreadsheets write what their language takes for a list. */
function separatorOf(text: string): number {
  const [line = ''] = text.split('\n', 1);
  const [most = ','] = [',', ';', '\t'].sort((a, b) => line.split(b).length - line.split(a).length);
  return most.charCodeAt(0);
}

async function readFile({ file, column, hasHeader }: Extract<ListSource, { file: File }>, country: string | null): Promise<ListRead> {
  const list = new List(country);
  const found = { columns: [] as string[], samples: [] as string[], hasHeader: hasHeader ?? true, column };
  let isFirst = true;
  const takeFirst = (cells: string[]): void => {
    const numbers = cells.filter((cell) => NUMBER_CELL.test(visible(cell)));
    found.hasHeader = hasHeader ?? numbers.length === 0;
    found.columns = cells.map((cell) => (found.hasHeader ? visible(cell).trim() : ''));
    const named = found.columns.findIndex((name) => name.toLowerCase() === 'mobile');
    const shown = !found.hasHeader && numbers.length === 1 ? cells.indexOf(numbers[0] ?? '') : named;
    const likely = cells.length === 1 ? 0 : shown;
    found.column ??= likely < 0 ? null : likely;
  };
  const take = (cells: string[]): void => {
    if (isFirst) {
      isFirst = false;
      takeFirst(cells);
      if (found.hasHeader) return;
    }
    if (found.samples.length === 0) found.samples = cells.map((cell) => cell.trim().slice(0, 40));
    if (found.column !== null) list.add(cells[found.column] ?? '');
  };
  const fail = (fault: RowFault): Error => new RowError(fault);
  const chunks = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let rows: CsvRows | undefined;
  try {
    for (let read = await chunks.read(); !read.done; read = await chunks.read()) {
      rows ??= new CsvRows(take, MOST_OF_A_ROW, fail, separatorOf(read.value));
      rows.write(read.value);
    }
    rows?.end();
    return { ...found, fault: null, ...list.read() };
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    // Half a list is none: nobody is to be sent to by mistake.
    return { ...found, fault: error.fault, ...list.read(), recipients: new Blob() };
  }
}

addEventListener('message', ({ data: { source, country } }: MessageEvent<ListToRead>) => {
  if ('text' in source) postMessage(readText(source.text, country));
  else
    void readFile(source, country).then(
      (read) => {
        postMessage(read);
      },
      (error: unknown) => {
        // As one that is not handled here, so that the page hears of it.
        setTimeout(() => {
          throw error;
        });
      },
    );
});
