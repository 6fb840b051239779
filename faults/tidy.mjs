// Whatever is started here is undone, also when the run is interrupted: processes, databases, folders.
const undos = new Set();

/** Answers what undoes it, once; an interrupt does it otherwise. */
export function tidyLater(undo) {
  let done;
  const once = () => (done ??= Promise.resolve(undo()).finally(() => undos.delete(once)));
  undos.add(once);
  return once;
}

/** From now on an interrupted run leaves nothing. */
export function tidyWhenInterrupted() {
  const leave = async () => {
    // The newest first: a process before the folder that it works in.
    for (const undo of [...undos].reverse()) await undo().catch(() => undefined);
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void leave());
}
