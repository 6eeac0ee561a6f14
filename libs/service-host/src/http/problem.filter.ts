import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { SERVICE_PARTS, type ServicePart } from '../parts/service-part.js';
import { sendProblem } from './send-problem.js';

/** Turns every error of a request into problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(SERVICE_PARTS) private readonly parts: readonly ServicePart[]) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const known = this.parts.reduce((found, part) => part.translate?.(found) ?? found, error);
    sendProblem(host.switchToHttp().getResponse<FastifyReply>(), known);
  }
}
