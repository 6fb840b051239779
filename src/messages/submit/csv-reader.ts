// Reads CSV with a header row that has `mobile`: one recipient per row. `id` has the same meaning as in JSON. A column that a merge tag of the
// content names is a value; other columns are ignored. The fields of the message are in the query.
import { unreadable } from '../../http/json-body.js';
import { visible } from '../../platform/phone/visible.js';
import { invalid } from '../../requests/reading/invalid.js';
import type { SubmitMessage } from './submit-message.js';
import { nameOf, readTemplate } from '../merge-tags.js';
import { CsvRows } from './csv-rows.js';
import { type Circumstances, readListed } from './read-submit.js';
import { RecipientList } from './recipients.js';
import { lineFault, MOST_OF_A_LINE, type SubmitReader } from './submit-reader.js';

export class CsvReader implements SubmitReader {
  private readonly list: RecipientList;
  /** Drops a byte order mark. Refuses bytes that are not UTF-8. */
  private readonly utf8 = new TextDecoder('utf-8', { fatal: true });
  private hasHeader = false;
  private mobile = -1;
  private id = -1;
  /** Names and indexes of the columns that the content's merge tags name. */
  private values: [string, number][] = [];
  private readonly rows = new CsvRows(
    (cells) => {
      if (this.hasHeader) this.list.addMobile(cells[this.mobile] ?? '', (cells[this.id] ?? '') !== '', this.valuesIn(cells));
      else this.readHeader(cells);
    },
    MOST_OF_A_LINE,
    ({ line, kind }) =>
      kind === 'malformed' ? lineFault(400, line, 'is not CSV') : lineFault(413, line, `should have ${MOST_OF_A_LINE} bytes at most`),
  );

  /** @param fields the fields of the message, from the query */
  constructor(
    private readonly fields: object,
    private readonly circumstances: Circumstances,
  ) {
    this.list = new RecipientList(circumstances.config, circumstances.unsettled);
  }

  write(chunk: Buffer): void {
    this.rows.write(this.decode(chunk));
  }

  *end(): Generator<undefined, SubmitMessage[]> {
    this.rows.write(this.decode());
    this.rows.end();
    if (!this.hasHeader) this.readHeader([]);
    return yield* readListed(this.fields, this.list, this.circumstances);
  }

  private readHeader(cells: string[]): void {
    const names = cells.map((name) => visible(name).trim());
    this.hasHeader = true;
    this.mobile = names.indexOf('mobile');
    this.id = names.indexOf('id');
    if (this.mobile < 0) throw invalid('mobile', 'should be a column of the header row');
    for (const name of ['mobile', 'id'])
      if (names.lastIndexOf(name) !== names.indexOf(name)) throw invalid(name, 'should be one column only');
    this.values = this.valueColumns(names);
  }

  private valueColumns(names: readonly string[]): [string, number][] {
    const { content } = this.fields as { content?: unknown };
    if (typeof content !== 'string') return [];
    const compared = names.map(nameOf);
    return [...new Set(readTemplate(content).tags.map(({ name }) => name))].flatMap((name): [string, number][] => {
      const place = compared.indexOf(name);
      if (place < 0) return [];
      if (compared.lastIndexOf(name) !== place) throw invalid(names[place]?.slice(0, 64) ?? '', 'should be one column only');
      return [[name, place]];
    });
  }

  private valuesIn(cells: readonly string[]): Record<string, string> | undefined {
    if (this.values.length === 0) return undefined;
    return Object.fromEntries(this.values.map(([name, place]) => [name, cells[place] ?? '']));
  }

  private decode(chunk?: Buffer): string {
    try {
      return this.utf8.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw unreadable();
    }
  }
}
