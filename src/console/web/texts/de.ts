// German. Loaded when it is chosen.
import { cancel } from './de/cancel.js';
import { compose } from './de/compose.js';
import { dates } from './de/dates.js';
import { operate } from './de/operate.js';
import { problem } from './de/problem.js';
import { providerReasons } from './de/provider-reasons.js';
import { queue } from './de/queue.js';
import { request } from './de/request.js';
import { requests } from './de/requests.js';
import { serverAnswers } from './de/server-answers.js';
import { serverReasons } from './de/server-reasons.js';
import { shell } from './de/shell.js';
import { signIn } from './de/sign-in.js';
import { status } from './de/status.js';
import { system } from './de/system.js';
import { waiting } from './de/waiting.js';
import type { Texts } from './en.js';
import type { ServerTexts } from './server-text.js';

export const de = {
  cancel,
  compose,
  dates,
  operate,
  problem,
  queue,
  request,
  requests,
  shell,
  signIn,
  status,
  system,
  waiting,
} satisfies Texts;

/** What the server itself says in English. */
export const deServerTexts: ServerTexts = { ...providerReasons, ...serverAnswers, ...serverReasons };
