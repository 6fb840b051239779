// The form of a route's answers, errors included, if it is not JSON. A route declares it by @AnswersIn. The edge notes it on each request
// of the route, and every writer of an answer (a handler, the error filter, the edge itself) uses it.
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

/** `xml`: for a request whose body is XML, in the same type · `text`: always plain text */
export const AnswersIn = (answersIn: NonNullable<RouteAnswers['answersIn']>): MethodDecorator =>
  RouteConfig({ answersIn } satisfies RouteAnswers);

/** Called when the route of a request is known. */
export function noteAnswerForm(request: FastifyRequest): void {
  const { answersIn } = request.routeOptions.config as RouteAnswers;
  const type = XML_TYPE.exec(request.headers['content-type']?.toLowerCase() ?? '')?.[0];
  if (answersIn === 'text') (request.raw as EdgeRequest).answerForm = TEXT_FORM;
  else if (answersIn === 'xml' && type !== undefined)
    (request.raw as EdgeRequest).answerForm = { contentType: `${type}; charset=utf-8`, write: xmlAnswer };
}

export const answerFormOf = (request: EdgeRequest | undefined): AnswerForm => request?.answerForm ?? JSON_FORM;
