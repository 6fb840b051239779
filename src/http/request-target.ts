// What a request asks for, before any route is looked up: the Volt MX API's context roots and spellings become this server's own
// paths, so that every route answers under all of them, and a method override turns into the method it means.
import type { IncomingMessage } from 'node:http';

export interface AnswerForm {
  contentType: string;
  /** @param body in the shape of contract section 0 */
  write: (status: number, body: object) => string;
}

/** The raw request with what the edge notes on it for the log (its `id`, too). */
export interface EdgeRequest extends IncomingMessage {
  methodOverride?: boolean;
  /** Path and query as they were called: signatures cover them. */
  called?: string;
  /** The client's address, as TRUST_PROXY lets it be known; `ip` of Fastify's request is the same. */
  client?: string;
  /** The one that allow-lists go by: never what any client may write. */
  vouchedFor?: string;
  /** It came by https, as TRUST_PROXY lets it be known, or PUBLIC_URL says that clients come so. */
  secure?: boolean;
  /** The hosts, with their ports, that are this server: the one that was asked, and PUBLIC_URL's. */
  hosts?: readonly string[];
  tenant?: string;
  /** How it is answered, where that isn't JSON. */
  answerForm?: AnswerForm;
}

const CONTEXT_ROOT = /^\/[vk]pns(?=\/api\/v1\/)/;
const SINGULAR = /^\/api\/v1\/message(?=\/)/;
const CANCEL_PATH = /^\/api\/v1\/messages\/sms\/([^/]+)$/;
/** Segments that are routes of their own beside `/messages/sms/{id}`. */
const RESERVED = new Set(['fetch', 'inbound', 'content', 'cancellations']);

function decodes(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** The path of a URL with its escapes read, as the router reads them; as it stands where that can't be done. */
export function decodedPath(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  return path.includes('%') && decodes(path) ? decodeURIComponent(path) : path;
}

/**
 * The path and query that the routes know. A path that can't be decoded is taken literally, so that its handler refuses it as any bad ID.
 */
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
