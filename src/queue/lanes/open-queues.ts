// The queues of a lane with open entries.
import { statement } from '../statements.js';

export const OPEN_QUEUES = statement<{ lane: number }, { queue: string }>('open-queues', import.meta.url);
