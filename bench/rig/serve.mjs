// The contender's side of rig/child.mjs: answers commands, and ends with its parent process.

/** @param commands by name, each a function from data to an answer */
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
