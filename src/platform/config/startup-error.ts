// Whatever keeps the server from starting, as its user is told.

/** A start-up refusal: one plain sentence with the remedy. Printed as it is, exit code 1. */
export class StartupError extends Error {}
