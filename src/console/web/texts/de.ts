// German. Loaded when it is chosen.
import { cancel } from './de/cancel.js';
import { compose } from './de/compose.js';
import { dates } from './de/dates.js';
import { problem } from './de/problem.js';
import { queue } from './de/queue.js';
import { request } from './de/request.js';
import { requests } from './de/requests.js';
import { shell } from './de/shell.js';
import { signIn } from './de/sign-in.js';
import { status } from './de/status.js';
import { system } from './de/system.js';
import type { Texts } from './en.js';

export const de = { cancel, compose, dates, problem, queue, request, requests, shell, signIn, status, system } satisfies Texts;
