import * as contracts from '@throughline/contracts';
import ts from 'typescript';
import { constantValue } from '../../docs/constant-value.js';
import { type SourceFile, sourceFiles, walk } from '../../docs/source-files.js';

/** A place where one service can be made to die: a point, and what passes it where that is not one thing alone. */
export interface KillPoint {
  readonly service: contracts.ServiceName;
  /** `NAME` or `NAME@SUBJECT`. */
  readonly point: string;
}

/** What passes the points that the libraries have for every service. */
type Passing = 'message' | 'job' | 'job-end' | 'transaction' | 'relay';
const OF_LIBRARIES: Readonly<Record<string, readonly Passing[]>> = {
  'messaging.unit.before-commit': ['message', 'job-end', 'transaction'],
  'messaging.unit.after-commit': ['message', 'job-end', 'transaction'],
  'messaging.consumer.before-ack': ['message'],
  'messaging.relay.before-confirm': ['relay'],
  'messaging.relay.before-delete': ['relay'],
  'messaging.redrive.before-confirm': ['relay'],
  'messaging.redrive.before-mark': ['relay'],
  'jobs.job.after-lease': ['job'],
  'jobs.job.after-complete': ['job-end'],
};
const SAVED = /^messaging\.unit\./;
const CONSUMERS = ['Consumes', 'ConsumesTogether'];

/** Every kill point that is compiled in, by what the sources of services and libraries say. */
export function compiledPoints(files: readonly SourceFile[] = sourceFiles()): KillPoint[] {
  const services = servicesAmong(files);
  const points = files.flatMap((file) =>
    namesIn(file).flatMap((name) =>
      file.path.startsWith('apps/')
        ? [{ service: serviceOf(file.part), point: name }]
        : services.flatMap((service) => expanded(service, name)),
    ),
  );
  const unique = new Map(points.map((point) => [`${point.service} ${point.point}`, point]));
  return [...unique.keys()].sort().flatMap((key) => unique.get(key) ?? []);
}

function expanded(service: Service, name: string): KillPoint[] {
  const passing = OF_LIBRARIES[name];
  if (passing === undefined) throw new Error(`what passes the fault point ${name}? Add it to OF_LIBRARIES`);
  const subjects = passing.flatMap((kind) => (kind === 'relay' ? [] : service.subjects[kind]));
  const saves = SAVED.test(name) ? service.saves : [];
  const of = (subject: string) => ({ service: service.name, point: `${name}@${subject}` });
  const relay = passing.includes('relay') && service.subjects.message.length > 0;
  return [...[...subjects, ...saves].map(of), ...(relay ? [{ service: service.name, point: name }] : [])];
}

interface Service {
  readonly name: contracts.ServiceName;
  readonly subjects: Readonly<Record<Exclude<Passing, 'relay'>, readonly string[]>>;
  readonly saves: readonly string[];
}

function servicesAmong(files: readonly SourceFile[]): Service[] {
  const apps = files.filter(({ path }) => path.startsWith('apps/')).map(({ part }) => part);
  // Whoever receives messages has the transactions of their libraries as well.
  const libraries = files.filter(({ path }) => path.startsWith('libs/'));
  return [...new Set(apps)].filter(isService).map((name) => {
    const own = files.filter(({ part, path }) => part === name && path.startsWith('apps/'));
    const message = own.flatMap((file) =>
      CONSUMERS.flatMap((name) => decorated(file, name).map(messageTypeOf)),
    );
    const jobs = own.flatMap((file) => decorated(file, 'HandlesJob').map((kind) => textOf(kind, own)));
    const subjects = {
      message,
      job: jobs,
      'job-end': jobs.map((kind) => `${kind}.complete`),
      transaction: [...own, ...(message.length > 0 ? libraries : [])].flatMap(transactionsIn),
    };
    return { name, subjects, saves: own.flatMap((file) => savesIn(file, own)) };
  });
}

const isService = (name: string): name is contracts.ServiceName =>
  contracts.SERVICES.some((service) => service === name);

function serviceOf(name: string): contracts.ServiceName {
  if (!isService(name)) throw new Error(`${name} has a fault point but is no service`);
  return name;
}

/** The names that a file gives to points. */
function namesIn({ tree, path }: SourceFile): string[] {
  return callsIn(tree, 'faultPoint').map(([name]) => {
    if (name === undefined || !ts.isStringLiteralLike(name))
      throw new Error(`${path}: a fault point is named by a literal`);
    return name.text;
  });
}

/** The first arguments of a decorator, wherever the file has it. */
const decorated = ({ tree }: SourceFile, decorator: string): ts.Expression[] =>
  callsIn(tree, decorator).flatMap(([first]) => first ?? []);

function callsIn(tree: ts.SourceFile, name: string): ts.NodeArray<ts.Expression>[] {
  const calls: ts.NodeArray<ts.Expression>[] = [];
  walk(tree, (node) => {
    if (ts.isCallExpression(node) && node.expression.getText().split('.').at(-1) === name)
      calls.push(node.arguments);
  });
  return calls;
}

function messageTypeOf(node: ts.Expression): string {
  const found = Object.entries(contracts).find(([name]) => name === node.getText())?.[1];
  if (typeof found === 'function' && 'messageType' in found) return found.messageType;
  throw new Error(`${node.getText()} is no message of contracts`);
}

/** What a constant means that any file of the service declares. */
function textOf(node: ts.Expression, files: readonly SourceFile[]): string {
  const own = constantValue(node);
  if (typeof own === 'string') return own;
  for (const { tree } of files) {
    let value: unknown;
    walk(tree, (each) => {
      if (ts.isVariableDeclaration(each) && each.name.getText() === node.getText() && each.initializer)
        value ??= constantValue(each.initializer);
    });
    if (typeof value === 'string') return value;
  }
  throw new Error(`the kind of job ${node.getText()} is no constant of its service`);
}

/** Jobs that store something in their midst. */
function savesIn(file: SourceFile, files: readonly SourceFile[]): string[] {
  const saves = callsIn(file.tree, 'save').length > 0;
  return saves ? decorated(file, 'HandlesJob').map((kind) => `${textOf(kind, files)}.save`) : [];
}

/** Transactions that are neither of messages nor of jobs and say what they are of: `units.run(fn, () => ['runs.create'])`. */
function transactionsIn({ tree }: SourceFile): string[] {
  return callsIn(tree, 'run').flatMap(([, subjects]) => {
    if (subjects === undefined || !ts.isArrowFunction(subjects)) return [];
    if (!ts.isArrayLiteralExpression(subjects.body)) return [];
    return subjects.body.elements.flatMap((each) => (ts.isStringLiteralLike(each) ? [each.text] : []));
  });
}

/** Transactions of a service that do not say what they are of, so that nothing can be killed around their commit. */
export function namelessTransactions(
  service: contracts.ServiceName,
  files: readonly SourceFile[] = sourceFiles(),
): string[] {
  const own = files.filter(({ part, path }) => part === service && path.startsWith('apps/'));
  return own.flatMap(({ tree, path }) => {
    const found: string[] = [];
    walk(tree, (node) => {
      const isTransaction = ts.isCallExpression(node) && /\bunits\.run$/.test(node.expression.getText());
      if (isTransaction && node.arguments.length < 2) found.push(`${path}: ${node.getText().slice(0, 80)}`);
    });
    return found;
  });
}
