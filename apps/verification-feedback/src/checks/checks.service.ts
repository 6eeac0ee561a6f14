import { Injectable } from '@nestjs/common';
import { Check, type RepositoryRef, type ResolveChecks, ThroughlineError } from '@throughline/contracts';
import {
  type LookUpTreeFile,
  probeSandbox,
  resolveProgram,
  SandboxUnavailableError,
  splitCommand,
  type SandboxSupport,
} from '@throughline/sandbox';
import { TreesService } from '../trees/trees.service.js';
import { CheckMissingError, CheckProgramNotFoundError } from './checks.errors.js';
import { hasTestScript } from './test-script.js';

const NPM_TEST = 'npm test';
const MAX_NAME = 200;

/** Says which checks a run has, before it begins. */
@Injectable()
export class ChecksService {
  private support: Promise<SandboxSupport> | undefined;

  constructor(private readonly trees: TreesService) {}

  async resolve({ repository, checks }: ResolveChecks): Promise<Check[]> {
    const commands = checks ?? (await this.testScript(repository));
    const split = [...new Set(commands.map((each) => each.trim()))].map((text) =>
      Object.assign(new Check(), { name: text.slice(0, MAX_NAME), argv: splitCommand(text) }),
    );
    await this.requireSandbox();
    for (const check of split) await this.requireProgram(check, repository);
    return split;
  }

  private async testScript(repository: RepositoryRef): Promise<string[]> {
    const { content } = await this.trees.baseFile(repository, 'package.json');
    if (content === null || !hasTestScript(content)) throw new CheckMissingError();
    return [NPM_TEST];
  }

  /** A sandbox that works is asked once; one that does not, each time, for someone may be repairing it. */
  private async requireSandbox(): Promise<void> {
    this.support ??= probeSandbox();
    const { available, reason } = await this.support;
    if (available) return;
    this.support = undefined;
    throw new SandboxUnavailableError(reason ?? 'it does not say why');
  }

  private async requireProgram({ name, argv }: Check, repository: RepositoryRef): Promise<void> {
    const [program = ''] = argv;
    if ((await resolveProgram(program, this.lookUp(repository))) === undefined)
      throw new CheckProgramNotFoundError(name, program);
  }

  private lookUp(repository: RepositoryRef): LookUpTreeFile {
    return async (path) => {
      try {
        const { content, executable } = await this.trees.baseFile(repository, path);
        return content === null ? undefined : { executable };
      } catch (error) {
        // A path that cannot be one of the tree's is not there.
        if (error instanceof ThroughlineError && (error.kind === 'invalid' || error.kind === 'refused'))
          return undefined;
        throw error;
      }
    };
  }
}
