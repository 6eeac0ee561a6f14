import { PassThrough, type Readable } from 'node:stream';

/** The same bytes, with errors in the terms of `translate`; destroying it ends the source. */
export function inTerms(source: Readable, translate: (error: unknown) => unknown): Readable {
  const passed = new PassThrough();
  source.on('error', (error) => {
    const known = translate(error);
    passed.destroy(known instanceof Error ? known : error);
  });
  passed.once('close', () => source.destroy());
  return source.pipe(passed);
}
