import { Setting } from '@throughline/service-host';
import { ArrayMaxSize, IsArray, IsInt, IsString, Matches, Max, Min } from 'class-validator';

/** Every variable of git-worktree. */
export class GitWorktreeConfig {
  @Setting({
    env: 'THROUGHLINE_HOME',
    description: 'Absolute path of the state folder; clones and workspaces are in its folder git.',
  })
  @IsString()
  @Matches(/^\//, { message: '$property must be an absolute path' })
  home!: string;

  @Setting({
    env: 'GIT_WORKTREE_REPOSITORY_ROOTS',
    default: [],
    description:
      'Folders, separated by commas, outside of which no repository may be named. Empty: anywhere.',
  })
  @IsArray()
  @ArrayMaxSize(100)
  @Matches(/^\//, { each: true, message: '$property must hold absolute paths' })
  repositoryRoots!: string[];

  @Setting({
    env: 'GIT_WORKTREE_ARCHIVE_TIMEOUT_MS',
    default: 300_000,
    description: 'Time limit in milliseconds for handing out one tree as an archive.',
  })
  @IsInt()
  @Min(1000)
  @Max(3_600_000)
  archiveTimeoutMs!: number;
}
