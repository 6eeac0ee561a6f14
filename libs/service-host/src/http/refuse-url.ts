import type { FastifyReply, FastifyRequest } from 'fastify';
import { InvalidUrlError } from './http-errors.js';
import { refusalOf } from './request-hooks.js';
import { sendProblem } from './send-problem.js';

/** The router refuses such a request before any hook has seen it. */
export function refuseUrl(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(reply, refusalOf(request) ?? new InvalidUrlError(error));
}
