// A vendor's own API description, brought to life: Prism validates each request against it (--errors: what is wrong gets an error, not an
// answer) and answers with the document's examples. In front of it stands a door that notes what Prism objected to in our requests, and may
// ask for one example rather than another.
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, request as forward } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Prism {
  /** Of the next answers: `example=create`, `code=201`, `dynamic=true`; empty = the document's first. */
  prefer: string;
}

/** The file of a vendor's description. */
export const documentPath = (name: string): string => join(process.env.OPENAPI_DOCUMENTS ?? '', name);

const LISTENING = /listening on (http:\/\/127\.0\.0\.1:\d+)/;
/** Something of a request or an answer that is against the document. */
interface Violation {
  location: string[];
  message: string;
}

/** With --errors in a body of its own, else in a header. */
function violationsOf({ headers }: IncomingMessage, body: string): Violation[] {
  if (headers['content-type']?.startsWith('application/problem+json') ?? false) {
    const { validation, title, detail } = JSON.parse(body) as { validation?: Violation[]; title: string; detail: string };
    return validation ?? [{ location: ['request'], message: `${title}: ${detail}` }];
  }
  const [noted] = [headers['sl-violations']].flat();
  return noted === undefined ? [] : (JSON.parse(noted) as Violation[]);
}

/** @returns its address, once it has read the document. Its own process: it takes seconds and hundreds of megabytes to do so */
async function startPrism(document: string, errors: boolean): Promise<{ url: string; stop: () => Promise<void> }> {
  const cli = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js');
  const args = [cli, 'mock', ...(errors ? ['--errors'] : []), '--host', '127.0.0.1', '--port', '0', document];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.on('close', () => { resolve(); })); // prettier-ignore
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface(stream).on('line', (line) => {
        said.push(line);
        const [, address] = LISTENING.exec(line) ?? [];
        if (address !== undefined) resolve(address);
      });
    child.on('error', reject);
    void ended.then(() => { reject(new Error(`Prism did not start: ${said.slice(-20).join('\n')}`)); }); // prettier-ignore
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return { url, stop };
}

/**
 * @param document path of an OpenAPI document
 * @param use with the address that stands for the vendor's server
 * @param errors false for answers that contradict the document that they are in: Prism would give an error instead
 * @throws Error with Prism's objections to what was sent, if it had any
 */
export async function withPrism(
  document: string,
  use: (url: string, prism: Prism) => Promise<void>,
  { errors = true } = {},
): Promise<void> {
  const { url, stop } = await startPrism(document, errors);
  const prism: Prism = { prefer: '' };
  const objections: string[] = [];
  const door = createServer((incoming, response) => {
    const { method, url: path = '', headers } = incoming;
    const outgoing = forward(
      url + path,
      { method, headers: { ...headers, ...(prism.prefer !== '' && { prefer: prism.prefer }) } },
      (answered) => {
        const chunks: Buffer[] = [];
        answered.on('data', (chunk: Buffer) => chunks.push(chunk));
        answered.on('end', () => {
          const body = Buffer.concat(chunks);
          for (const { location, message } of violationsOf(answered, body.toString()))
            if (location[0] === 'request') objections.push(`${method ?? ''} ${path}: ${location.join('.')} ${message}`);
          response.writeHead(answered.statusCode ?? 500, answered.headers);
          response.end(body);
        });
      },
    );
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(door.address() as AddressInfo).port}`, prism);
    if (objections.length > 0) throw new Error(objections.join('\n'));
  } finally {
    door.closeAllConnections();
    await new Promise((resolve) => door.close(resolve));
    await stop();
  }
}
