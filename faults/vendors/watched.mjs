// A provider of the server's own, in a worker, with points where the process can be ended around its hand-over. Before each one a line says
// that this process hands this attempt over now: the provider's own journal doesn't know when a message left, nor SMPP which attempt it
// was.
import { openSync, writeSync } from 'node:fs';
import { realNow } from '../clock.mjs';

/**
 * @param files { handOvers, leftOpen }: what left when, and SMS IDs of messages without an answer in time
 * @param reach the process's points (child.mjs)
 */
export function watched(provider, files, reach) {
  const handOvers = openSync(files.handOvers, 'a');
  const leftOpen = openSync(files.leftOpen, 'a');
  const handOver = provider.handOver.bind(provider);
  provider.handOver = async (message, signal) => {
    const { entryId, requestId, attempt, channel, address, content } = message;
    // The moment of the hand-over is the call.
    const at = realNow();
    await reach('hand-over');
    let answered = false;
    const leaveOpen = () => answered || writeSync(leftOpen, `${entryId}\n`);
    signal.addEventListener('abort', leaveOpen);
    writeSync(handOvers, `${JSON.stringify({ entryId, requestId, attempt, channel, address, content, at, pid: process.pid })}\n`);
    const answer = await handOver(message, signal);
    answered = true;
    await reach('provider-has-it');
    return answer;
  };
  return provider;
}
