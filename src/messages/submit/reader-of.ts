// Selects the reader for the content type of a body.
import { CsvReader } from './csv-reader.js';
import { JsonReader } from './json-reader.js';
import { NdjsonReader } from './ndjson-reader.js';
import type { Circumstances } from './read-submit.js';
import type { Form, SubmitReader } from './submit-reader.js';
import { XmlReader } from './xml-reader.js';

/** @param fields of the message, from the query; only for CSV */
export function readerOf(form: Form, fields: object, circumstances: Circumstances): SubmitReader {
  switch (form) {
    case 'json':
      return new JsonReader(circumstances);
    case 'ndjson':
      return new NdjsonReader(circumstances);
    case 'csv':
      return new CsvReader(fields, circumstances);
    case 'xml':
      return new XmlReader(circumstances);
  }
}
