// Sends bytes on a TCP socket, for requests that fetch refuses to send.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

/** All that the server says until it closes the connection. */
export async function hear(socket: Socket): Promise<string> {
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
  socket.on('error', () => undefined);
  if (!socket.closed) await once(socket, 'close');
  return heard;
}

export async function exchange(url: string, bytes: string): Promise<string> {
  const socket = await open(url);
  const answer = hear(socket);
  socket.write(bytes);
  return answer;
}
