// An element of XML has no more parts than an object of JSON.
import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../src/http/api-error.js';
import { XmlReader } from '../../src/messages/submit/xml-reader.js';
import { loadServerConfig } from '../../src/modules.js';
import { resultOf } from '../support/steps.js';

const config = loadServerConfig({ MAX_RECIPIENTS: '6' });
const TOO_LARGE = { status: 413, message: 'Request is too large', errors: undefined };

function asXml(text: string): unknown {
  const reader = new XmlReader({ config, tenant: 'acme', strict: false });
  try {
    reader.write(Buffer.from(text));
    return resultOf(reader.end());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.status, message: error.message, errors: error.errors };
  }
}

describe('an element of too many parts', () => {
  const MOST = 10_000;
  const many = (count: number, of: (i: number) => string): string => Array.from({ length: count }, (_, i) => of(i)).join(' ');
  const inRecipients = (text: string): string =>
    `<smsServiceRequest><messages><message><content>x</content><recipients>${text}</recipients></message></messages></smsServiceRequest>`;

  it.each([
    ['attributes', (count: number) => `<recipient ${many(count, (i) => `a${i}=""`)}/>`],
    ['children', (count: number) => `<recipient>${many(count, (i) => `<a${i}/>`)}</recipient>`],
    ['children of one name', (count: number) => `<recipient>${many(count, () => '<a/>')}</recipient>`],
    ['attributes that name vocabularies', (count: number) => `<recipient ${many(count, (i) => `xmlns:a${i}=""`)}/>`],
  ])('is refused by their number: %s', (_name, text) => {
    expect(asXml(inRecipients(text(MOST + 1)))).toEqual(TOO_LARGE);
    expect(asXml(inRecipients(text(MOST)))).toMatchObject({ status: 400 });
  });

  it('is none for its recipients', () => {
    const list = many(MOST + 1, () => '<recipient><mobile>+919866694753</mobile></recipient>');
    expect(asXml(inRecipients(list))).toMatchObject({ status: 413, errors: [{ field: 'recipient' }] });
  });
});
