// An answer as XML (contract section 1): `<smsResponse><code>200</code><description>…</description><requestId>…</requestId></smsResponse>`.
// Errors use the same element; other fields of an answer become elements of the same names.

/** The element names for items of arrays. */
const ITEMS: Readonly<Record<string, string>> = { requestIds: 'requestId', errors: 'error', refused: 'recipient', requests: 'request' };
/** Characters that XML 1.0 cannot express, such as half of a surrogate pair. */
const UNSPEAKABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

const escaped = (text: string): string => text.replace(UNSPEAKABLE, '\ufffd').replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? '');

/** An absent, null or empty value (an error's ID) has no element. */
function element(name: string, value: unknown): string {
  if (value === undefined || value === null || value === '') return '';
  return `<${name}>${contentOf(name, value)}</${name}>`;
}

function contentOf(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element(ITEMS[name] ?? 'item', item)).join('');
  if (typeof value === 'object' && value !== null) return elements(value);
  return escaped(String(value));
}

function elements(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]: [string, unknown]) => element(name === 'id' ? 'requestId' : name, value))
    .join('');
}

export function xmlAnswer(status: number, body: object): string {
  const { id, message, ids, ...more } = body as Record<string, unknown>;
  return `<smsResponse>${elements({ code: status, description: message, id, requestIds: ids, ...more })}</smsResponse>`;
}
