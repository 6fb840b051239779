// The form of a route's answers, errors included, where it isn't JSON: a route says so by @AnswersIn, the edge notes it on each request of
// it, and whoever answers (a handler, the error filter, the edge itself) writes by it.
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { AnswerForm, EdgeRequest } from './request-target.js';
import { xmlAnswer } from './xml-answer.js';

interface RouteAnswers {
  answersIn?: 'xml' | 'text';
}

const JSON_FORM: AnswerForm = {
  contentType: 'application/json; charset=utf-8',
  write: (_status, body) => JSON.stringify(body),
};
/** The sentence alone. */
const TEXT_FORM: AnswerForm = {
  contentType: 'text/plain; charset=utf-8',
  write: (_status, body) => ('message' in body ? String(body.message) : ''),
};
const XML_TYPE = /^(?:text|application)\/xml(?=\s*(?:;|$))/;

/** `xml`: to a request whose body is XML, of the same type · `text`: always, as plain text. */
export const AnswersIn = (answersIn: NonNullable<RouteAnswers['answersIn']>): MethodDecorator =>
  RouteConfig({ answersIn } satisfies RouteAnswers);

/** Once its route is known. */
export function noteAnswerForm(request: FastifyRequest): void {
  const { answersIn } = request.routeOptions.config as RouteAnswers;
  const type = XML_TYPE.exec(request.headers['content-type']?.toLowerCase() ?? '')?.[0];
  if (answersIn === 'text') (request.raw as EdgeRequest).answerForm = TEXT_FORM;
  else if (answersIn === 'xml' && type !== undefined)
    (request.raw as EdgeRequest).answerForm = { contentType: `${type}; charset=utf-8`, write: xmlAnswer };
}

export const answerFormOf = (request: EdgeRequest | undefined): AnswerForm => request?.answerForm ?? JSON_FORM;
