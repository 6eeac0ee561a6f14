import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { type Observable, catchError, throwError } from 'rxjs';
import { context as contexts } from '@opentelemetry/api';
import { captureException, captureRequestError } from './capture.js';
import { activeWorkScope } from './error-scope.js';

const UNFORESEEN = 500;

/**
 * Reports what handlers of a Nest application throw: of requests by the status of their answer, of everything else all
 * that they throw. What guards and routers refuse has an answer, too, and is told by its status.
 */
export class ErrorTrackingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (context.getType() === 'http') noteThrown(error, handlerOf(context));
        else captureException(error, handlerOf(context));
        return throwError(() => error);
      }),
    );
  }
}

/** Which status it is answered with is known when it is: a filter of the application may make it any. */
function noteThrown(error: unknown, extra: { handler: string }): void {
  const scope = activeWorkScope();
  if (scope === undefined) captureRequestError(error, statusOf(error), extra);
  else scope.thrown = { error, extra, context: contexts.active() };
}

/** The status that Nest itself answers with: that of its own exceptions, which are known by their method. */
const statusOf = (error: unknown): number => (hasStatus(error) ? error.getStatus() : UNFORESEEN);

const hasStatus = (error: unknown): error is { getStatus(): number } =>
  error instanceof Error && 'getStatus' in error && typeof error.getStatus === 'function';

const handlerOf = (context: ExecutionContext): { handler: string } => ({
  handler: `${context.getClass().name}.${context.getHandler().name}`,
});
