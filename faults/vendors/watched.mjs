// A provider of the server's own, in a worker, with points around its hand-over where the process can be ended. Before each hand-over it
// writes a line with the process and the attempt: the provider's journal does not have the time when a message left, and SMPP does not have
// the attempt.
import { openSync, writeSync } from 'node:fs';
import { realNow } from '../clock.mjs';

/**
 * @param files { handOvers, leftOpen }: hand-overs with their times, and SMS IDs of messages without an answer in time
 * @param reach the process's points (child.mjs)
 */
export function watched(provider, files, reach) {
  const handOvers = openSync(files.handOvers, 'a');
  const leftOpen = openSync(files.leftOpen, 'a');
  const handOver = provider.handOver.bind(provider);
  provider.handOver = async (message, signal) => {
    const { entryId, requestId, attempt, channel, address, content } = message;
    // The time of the hand-over is the time of the call.
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
