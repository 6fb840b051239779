// Planted bugs: each changes a few words of the source, and names the test that must find it: the model test, the two-session test, or the
// harness with these faults. They prove that the harness finds bugs. Each text must be found exactly once: a mutant that does not apply any
// more fails.
import { PROVIDER_MUTANTS } from './provider-mutants.mjs';
import { SERVER_MUTANTS } from './server-mutants.mjs';
import { STATEMENT_MUTANTS } from './statement-mutants.mjs';

/** `edits` are [file under src, text, replacement]; `seconds`, `only` and `provider` are options of the harness. */
/**
 * @typedef {{ name: string, about: string, finder: 'model' | 'sessions' | 'harness', edits: [file: string, from: string, to: string][],
 * seconds?: number, only?: string[], provider?: string }} Mutant
 */

/** @type {Mutant[]} */
export const MUTANTS = [...STATEMENT_MUTANTS, ...SERVER_MUTANTS, ...PROVIDER_MUTANTS];
