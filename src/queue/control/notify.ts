// The notification that wakes listening workers (dispatch/worker/wake-calls.ts). It is never part of the transaction of the change that it
// announces.
import { statement } from '../statements.js';

/** An operator has changed a setting. */
export const SETTINGS_CALL = 'settings';
/** Something is due. */
export const DUE_CALL = '';

export const NOTIFY = statement<{ call: string }>('notify', import.meta.url);
