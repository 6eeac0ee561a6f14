/** An error of this library; `code` is stable. */
export class TracingError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: { readonly cause: unknown },
  ) {
    super(message, options);
    this.name = 'TracingError';
  }
}
