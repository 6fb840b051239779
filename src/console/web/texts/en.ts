// The catalogue: a file a page, named like its folder. What another language must have as well is what stands here.
import { cancel } from './en/cancel.js';
import { compose } from './en/compose.js';
import { dates } from './en/dates.js';
import { operate } from './en/operate.js';
import { problem } from './en/problem.js';
import { queue } from './en/queue.js';
import { request } from './en/request.js';
import { requests } from './en/requests.js';
import { shell } from './en/shell.js';
import { signIn } from './en/sign-in.js';
import { status } from './en/status.js';
import { system } from './en/system.js';
import { waiting } from './en/waiting.js';

export const en = { cancel, compose, dates, operate, problem, queue, request, requests, shell, signIn, status, system, waiting };

/** The same keys, whatever the words. */
type Wording<Part> = { readonly [Key in keyof Part]: Part[Key] extends string ? string : Wording<Part[Key]> };

export type Texts = Wording<typeof en>;
