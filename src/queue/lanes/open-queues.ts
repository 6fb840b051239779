// The queues of a lane in which something is open.
import { statement } from '../statements.js';

export const OPEN_QUEUES = statement<{ lane: number }, { queue: string }>('open-queues', import.meta.url);
