// Rewrites the target of a request before its route is looked up. The context roots and spellings of the Volt MX API become this server's
// own paths, so that every route answers under all of them. A method override becomes the method itself.
import type { IncomingMessage } from 'node:http';

export interface AnswerForm {
  contentType: string;
  /** @param body in the shape of contract section 0 */
  write: (status: number, body: object) => string;
}

/** The raw request with the fields that the edge sets on it (the log also uses its `id`). */
export interface EdgeRequest extends IncomingMessage {
  methodOverride?: boolean;
  /** Path and query as they were called: signatures cover them. */
  called?: string;
  /** The client's address, as far as TRUST_PROXY permits; equal to `ip` of Fastify's request. */
  client?: string;
  /** The address for allow-lists: never one that any client may write. */
  vouchedFor?: string;
  /** True if the request came by https, as far as TRUST_PROXY permits, or if PUBLIC_URL is https. */
  secure?: boolean;
  /** The hosts of this server, with their ports: the requested one, and PUBLIC_URL's. */
  hosts?: readonly string[];
  tenant?: string;
  /** The form of the answer if it is not JSON. */
  answerForm?: AnswerForm;
}

const CONTEXT_ROOT = /^\/[vk]pns(?=\/api\/v1\/)/;
const SINGULAR = /^\/api\/v1\/message(?=\/)/;
const CANCEL_PATH = /^\/api\/v1\/messages\/sms\/([^/]+)$/;
/** Segments with routes of their own beside `/messages/sms/{id}`. */
const RESERVED = new Set(['fetch', 'inbound', 'content', 'cancellations']);

function decodes(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** The path of a URL, decoded as the router decodes it; unchanged if it cannot be decoded. */
export function decodedPath(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  return path.includes('%') && decodes(path) ? decodeURIComponent(path) : path;
}

/** The path and query for the router. A path that cannot be decoded is taken literally, so that its handler refuses it like any bad ID. */
export function rewriteUrl(url: string): string {
  const target = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*(?=\/)/i, '');
  const end = target.search(/[?#]/);
  const path = end < 0 ? target : target.slice(0, end);
  const known = path.replace(CONTEXT_ROOT, '').replace(SINGULAR, '/api/v1/messages');
  const safe = !known.includes('%') || decodes(known) ? known : known.replaceAll('%', '%25');
  return end < 0 ? safe : safe + target.slice(end);
}

/** Turns `POST` with `X-HTTP-Method-Override: DELETE` into DELETE, on the cancel path only. Expects the rewritten URL. */
export function overrideMethod(request: EdgeRequest, url: string): void {
  const override = request.headers['x-http-method-override'];
  if (request.method !== 'POST' || typeof override !== 'string' || override.trim().toUpperCase() !== 'DELETE') return;
  const id = CANCEL_PATH.exec(decodedPath(url))?.[1];
  if (id === undefined || RESERVED.has(id)) return;
  request.method = 'DELETE';
  request.methodOverride = true;
}
