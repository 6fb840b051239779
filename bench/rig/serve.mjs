// A contender's end of rig/child.mjs: answers commands, and ends with whoever asks.

/** @param commands by name, each from data to an answer */
export function serve(commands) {
  process.on('message', ({ id, command, data }) => {
    Promise.resolve()
      .then(() => commands[command](data ?? {}))
      .then(
        (value) => process.send({ id, value }),
        (error) => process.send({ id, error: String(error?.stack ?? error) }),
      );
  });
  process.on('disconnect', () => process.exit());
}
