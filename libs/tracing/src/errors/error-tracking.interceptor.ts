import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { type Observable, catchError, throwError } from 'rxjs';
import { captureException, captureRequestError } from './capture.js';

const UNFORESEEN = 500;

/**
 * Reports what handlers of a Nest application throw: those of requests by the status of their answer, all others
 * whatever they throw. What guards and routers refuse has an answer, too, and is told by its status.
 */
export class ErrorTrackingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (context.getType() === 'http') captureRequestError(error, statusOf(error), handlerOf(context));
        else captureException(error, handlerOf(context));
        return throwError(() => error);
      }),
    );
  }
}

/** The status that Nest answers with: that of its own exceptions, which are known by their method. */
const statusOf = (error: unknown): number => (hasStatus(error) ? error.getStatus() : UNFORESEEN);

const hasStatus = (error: unknown): error is { getStatus(): number } =>
  error instanceof Error && 'getStatus' in error && typeof error.getStatus === 'function';

const handlerOf = (context: ExecutionContext): { handler: string } => ({
  handler: `${context.getClass().name}.${context.getHandler().name}`,
});
