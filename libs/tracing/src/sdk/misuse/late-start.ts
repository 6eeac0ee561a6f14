const AT_PACKAGE = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/](?!.*node_modules[\\/])/;

/** What is traced by changing it while it is loaded, or stands for a program that has loaded such things. */
const TRACED: ReadonlySet<string> = new Set([
  'pg',
  'amqplib',
  'amqp-connection-manager',
  '@nestjs/core',
  '@nestjs/microservices',
  'typeorm',
  'express',
  'fastify',
]);

/** Packages among these files that were loaded before they could be traced. */
export function loadedTooEarly(files: readonly string[]): string[] {
  const names = files.map((file) => AT_PACKAGE.exec(file)?.[1]?.replaceAll('\\', '/'));
  return [...new Set(names.filter((name) => name !== undefined && TRACED.has(name)))].filter(
    (name) => name !== undefined,
  );
}

/** What to say of a start that came too late; undefined where nothing speaks for it. */
export function lateStartWarning(packages: readonly string[], wasHttpLoaded: boolean): string | undefined {
  const early = [...(wasHttpLoaded ? ['http'] : []), ...packages];
  if (early.length === 0) return undefined;
  const [verb, them] = early.length === 1 ? ['was', 'it'] : ['were', 'them'];
  return `${early.join(', ')} ${verb} loaded before tracing was started, so that spans of ${them} may be missing: start the program with node --import @throughline/tracing/preload, before any other --import or --require`;
}
