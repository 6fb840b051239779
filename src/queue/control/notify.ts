// The call that wakes the workers that listen (dispatch/wake-calls.ts). It is never part of the change that they are told of.
import { statement } from '../statements.js';

/** An operator has set something. */
export const SETTINGS_CALL = 'settings';
/** Something is due. */
export const DUE_CALL = '';

export const NOTIFY = statement<{ call: string }>('notify', import.meta.url);
