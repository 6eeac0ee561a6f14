import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commitAll, git, write, type Workspace } from './calculator.js';

/** What is asked for: the body of `POST /v1/runs`, and the options of `throughline run`. */
export interface Creation {
  readonly goal: string;
  readonly repository: string;
  readonly base?: string;
  readonly checks?: readonly string[];
  readonly model?: string;
}

export interface RefusedCreation {
  readonly name: string;
  /** Spoils what is asked for, or what it is asked for on. */
  readonly spoil: (good: Creation, workspace: Workspace) => Creation | Promise<Creation>;
  readonly status: 400 | 404 | 422;
  readonly code: string;
  /** What is wrong, and what to do. */
  readonly says: readonly RegExp[];
  /** Where the command line finds it before it asks the platform. */
  readonly commandCode?: 'usage';
}

const withFolder = (good: Creation, { folder }: Workspace, name: string) => ({
  ...good,
  repository: join(folder, name),
});

export const REFUSED_CREATIONS: readonly RefusedCreation[] = [
  {
    name: 'a missing repository',
    spoil: (good, workspace) => withFolder(good, workspace, 'nowhere'),
    status: 422,
    code: 'repository_not_found',
    says: [/there is no folder .*nowhere/, /Check the path/],
  },
  {
    name: 'a folder that is no repository',
    spoil: async (good, workspace) => {
      await write(workspace.folder, 'plain/file.txt', 'text\n');
      return withFolder(good, workspace, 'plain');
    },
    status: 422,
    code: 'not_a_repository',
    says: [/is not in a git repository/, /git init/],
  },
  {
    name: 'a repository whose HEAD is garbage',
    spoil: async (good) => {
      await writeFile(join(good.repository, '.git/HEAD'), 'garbage\0garbage\n');
      return good;
    },
    status: 422,
    code: 'repository_broken',
    says: [/cannot be read completely/, /git fsck/],
  },
  {
    name: 'a repository that lacks an object',
    spoil: async (good) => {
      const blob = await git(good.repository, 'rev-parse', 'HEAD:src/add.js');
      await rm(join(good.repository, '.git/objects', blob.slice(0, 2), blob.slice(2)));
      return good;
    },
    status: 422,
    code: 'repository_broken',
    says: [/cannot be read completely/, /git fsck/],
  },
  {
    name: 'a repository without commits',
    spoil: async (good, workspace) => {
      await git(workspace.folder, 'init', '--quiet', join(workspace.folder, 'empty'));
      return withFolder(good, workspace, 'empty');
    },
    status: 422,
    code: 'repository_empty',
    says: [/has no commits/, /Commit something/],
  },
  {
    name: 'a base branch that does not exist',
    spoil: (good) => ({ ...good, base: 'no-such-branch' }),
    status: 422,
    code: 'base_not_found',
    says: [/no commit under the name no-such-branch/, /git branch --all/],
  },
  {
    name: 'a base that is no name of a branch',
    spoil: (good) => ({ ...good, base: 'main..main' }),
    status: 400,
    code: 'base_invalid',
    says: [/"main\.\.main" is no name of a branch/, /such as main/],
  },
  {
    name: 'a branch that is named throughline',
    spoil: async (good) => {
      await git(good.repository, 'branch', 'throughline');
      return good;
    },
    status: 422,
    code: 'branch_blocks_publish',
    says: [/has a branch named throughline/, /git branch -m throughline/],
  },
  {
    name: 'an empty goal',
    spoil: (good) => ({ ...good, goal: ' \n ' }),
    status: 400,
    code: 'invalid_input',
    says: [/goal must not be empty/],
    commandCode: 'usage',
  },
  {
    name: 'a goal longer than 20,000 characters',
    spoil: (good) => ({ ...good, goal: 'x'.repeat(20_001) }),
    status: 400,
    code: 'invalid_input',
    says: [/goal .*20,?000/],
    commandCode: 'usage',
  },
  {
    name: 'a model of an unknown provider',
    spoil: (good) => ({ ...good, model: 'acme/model-one' }),
    status: 422,
    code: 'unknown_model',
    says: [/no provider for the model "acme\/model-one"/, /openai\/NAME/],
  },
  {
    name: 'a model of a provider without a key',
    spoil: (good) => ({ ...good, model: 'openai/gpt-5.4' }),
    status: 422,
    code: 'provider_not_configured',
    says: [/"openai\/gpt-5\.4" cannot be used/, /set OPENAI_API_KEY/],
  },
  {
    name: 'no model at all',
    spoil: ({ model: _model, ...good }) => good,
    status: 422,
    code: 'no_model_configured',
    says: [/no model is configured/, /OPENAI_API_KEY/, /scripted\/FILE/],
  },
  {
    name: 'a missing script',
    spoil: (good, { folder }) => ({ ...good, model: `scripted/${join(folder, 'nowhere.json')}` }),
    status: 404,
    code: 'script_not_found',
    says: [/the script .*nowhere\.json/, /docs\/scripted-models\.md/],
  },
  {
    name: 'a broken script',
    spoil: async (good, { folder }) => {
      await write(folder, 'broken.json', '{ "steps": [');
      return { ...good, model: `scripted/${join(folder, 'broken.json')}` };
    },
    status: 422,
    code: 'script_invalid',
    says: [/broken\.json" is wrong at line/, /docs\/scripted-models\.md/],
  },
  {
    name: 'a script without steps',
    spoil: async (good, { folder }) => {
      await write(folder, 'stepless.json', '{ "steps": [] }');
      return { ...good, model: `scripted/${join(folder, 'stepless.json')}` };
    },
    status: 422,
    code: 'script_invalid',
    says: [/stepless\.json" is wrong at steps/, /docs\/scripted-models\.md/],
  },
  {
    name: 'an empty check',
    spoil: (good) => ({ ...good, checks: ['npm test', ' '] }),
    status: 400,
    code: 'check_empty',
    says: [/check.* empty/i, /npm test|the command/],
    commandCode: 'usage',
  },
  {
    name: 'a check whose program does not exist',
    spoil: (good) => ({ ...good, checks: ['no-such-program --all'] }),
    status: 422,
    code: 'check_program_not_found',
    says: [/no program "no-such-program"/, /name another check/],
  },
  {
    name: 'a check with operators of a shell',
    spoil: (good) => ({ ...good, checks: ['npm test && echo "all is well" > result.txt'] }),
    status: 400,
    code: 'check_not_splittable',
    says: [/cannot be run without a shell/, /Put it into a script/],
  },
  {
    name: 'no check, where package.json has no test script',
    spoil: async (good) => {
      await write(good.repository, 'package.json', '{ "name": "calculator", "version": "1.0.0" }\n');
      await commitAll(good.repository, 'Take the test script away');
      return good;
    },
    status: 422,
    code: 'check_missing',
    says: [/no package\.json with a test script/, /--check "make test"/],
  },
  {
    name: 'no check, where package.json is broken',
    spoil: async (good) => {
      await write(good.repository, 'package.json', '{ "name": ');
      await commitAll(good.repository, 'Break package.json');
      return good;
    },
    status: 422,
    code: 'package_json_invalid',
    says: [/package\.json of the base commit cannot be read/, /--check/],
  },
];
