import { devNull } from 'node:os';

/** Settings that hold for every git process, above those of any repository. */
const PINNED_CONFIG: Readonly<Record<string, string>> = {
  'core.fsmonitor': 'false',
  'core.hooksPath': devNull,
  'core.attributesFile': devNull,
  'core.excludesFile': devNull,
  'core.untrackedCache': 'false',
  'core.autocrlf': 'false',
  'core.safecrlf': 'false',
  'core.symlinks': 'true',
  'core.protectHFS': 'true',
  'core.protectNTFS': 'true',
  'core.quotePath': 'false',
  'core.logAllRefUpdates': 'true',
  'diff.external': '',
  'diff.renames': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'protocol.allow': 'never',
  'protocol.ext.allow': 'never',
  'submodule.recurse': 'false',
  'tar.umask': '0022',
  'advice.detachedHead': 'false',
  'init.defaultBranch': 'main',
};

export const PERSON = { name: 'Throughline', email: 'throughline@localhost' } as const;

/** Which repository a git process works on. Everything is named, so nothing is discovered. */
export interface GitPlace {
  readonly gitDir?: string;
  readonly commonDir?: string;
  readonly workTree?: string;
  readonly indexFile?: string;
}

export interface GitHome {
  /** Folder that git takes for the home of its user. */
  readonly folder: string;
  /** The one global configuration file: ours. */
  readonly globalConfig: string;
}

/**
 * The whole environment of a git process. It is made from nothing, so that neither GIT_* variables
 * of the person who started the platform nor their configuration reach it.
 */
export function gitEnvironment(
  home: GitHome,
  place: GitPlace,
  path = process.env['PATH'],
): Record<string, string> {
  return {
    ...(path === undefined ? {} : { PATH: path }),
    HOME: home.folder,
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_GLOBAL: home.globalConfig,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'false',
    SSH_ASKPASS: 'false',
    GIT_EDITOR: 'false',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_LITERAL_PATHSPECS: '1',
    // No transport at all: objects travel between repositories as packs, through pipes of ours.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_AUTHOR_NAME: PERSON.name,
    GIT_AUTHOR_EMAIL: PERSON.email,
    GIT_COMMITTER_NAME: PERSON.name,
    GIT_COMMITTER_EMAIL: PERSON.email,
    ...placeVariables(place),
    ...configVariables(PINNED_CONFIG),
  };
}

function placeVariables(place: GitPlace): Record<string, string> {
  return Object.fromEntries(
    [
      ['GIT_DIR', place.gitDir],
      ['GIT_COMMON_DIR', place.commonDir],
      ['GIT_WORK_TREE', place.workTree],
      ['GIT_INDEX_FILE', place.indexFile],
    ].filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The same as `-c key=value`, but for the processes that git starts as well. */
function configVariables(config: Readonly<Record<string, string>>): Record<string, string> {
  const variables: Record<string, string> = { GIT_CONFIG_COUNT: String(Object.keys(config).length) };
  for (const [i, [key, value]] of Object.entries(config).entries()) {
    variables[`GIT_CONFIG_KEY_${i}`] = key;
    variables[`GIT_CONFIG_VALUE_${i}`] = value;
  }
  return variables;
}
