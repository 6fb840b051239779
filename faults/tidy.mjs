// Removes everything that a run starts, also after an interrupt: processes, databases, folders.
const undos = new Set();

/** Registers a clean-up. Returns a function that runs it once; an interrupt runs it otherwise. */
export function tidyLater(undo) {
  let done;
  const once = () => (done ??= Promise.resolve(undo()).finally(() => undos.delete(once)));
  undos.add(once);
  return once;
}

/** From now on an interrupt runs all clean-ups. */
export function tidyWhenInterrupted() {
  const leave = async () => {
    // The newest first: a process before its folder.
    for (const undo of [...undos].reverse()) await undo().catch(() => undefined);
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void leave());
}
