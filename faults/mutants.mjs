// Planted bugs: each a few words of the source changed, and who must find it: the model test, the two-session test, or the harness under
// these faults. A harness that catches nothing proves nothing. Each text must be found exactly once: a mutant that no longer applies fails.
import { PROVIDER_MUTANTS } from './provider-mutants.mjs';
import { SERVER_MUTANTS } from './server-mutants.mjs';
import { STATEMENT_MUTANTS } from './statement-mutants.mjs';

/** `edits` are [file under src, text, what stands there instead]; `seconds`, `only` and `provider` are the harness's. */
/**
 * @typedef {{ name: string, about: string, finder: 'model' | 'sessions' | 'harness', edits: [file: string, from: string, to: string][],
 * seconds?: number, only?: string[], provider?: string }} Mutant
 */

/** @type {Mutant[]} */
export const MUTANTS = [...STATEMENT_MUTANTS, ...SERVER_MUTANTS, ...PROVIDER_MUTANTS];
