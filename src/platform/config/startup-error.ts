// An error that stops the start, in the form in which the user reads it.

/** A refusal to start: one plain sentence with the remedy. It is printed alone, with exit code 1. */
export class StartupError extends Error {}
