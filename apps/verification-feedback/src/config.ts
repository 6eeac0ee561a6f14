import { Setting } from '@throughline/service-host';
import { IsInt, IsString, Matches, Max, Min } from 'class-validator';

const MIB = 1024 ** 2;

/** Every variable of verification-feedback. */
export class VerificationConfig {
  @Setting({
    env: 'THROUGHLINE_HOME',
    description: 'Absolute path of the state folder; trees are laid out in its sandbox folder.',
  })
  @IsString()
  @Matches(/^\//, { message: 'must be an absolute path' })
  home!: string;

  @Setting({
    env: 'VERIFICATION_MAX_SANDBOXES',
    default: 2,
    description: 'Sandboxes that run at a time: checks and commands of agents together.',
  })
  @IsInt()
  @Min(1)
  @Max(64)
  maxSandboxes!: number;

  @Setting({
    env: 'VERIFICATION_MEMORY_BYTES',
    default: 2048 * MIB,
    description: 'Memory in bytes that one sandbox may use.',
  })
  @IsInt()
  @Min(64 * MIB)
  memoryBytes!: number;

  @Setting({
    env: 'VERIFICATION_DISK_BYTES',
    default: 4096 * MIB,
    description: 'Bytes of disk that the files which one sandbox writes may take, beside those of the tree.',
  })
  @IsInt()
  @Min(MIB)
  diskBytes!: number;

  @Setting({
    env: 'VERIFICATION_MAX_PROCESSES',
    default: 512,
    description: 'Processes and threads that one sandbox may have at a time.',
  })
  @IsInt()
  @Min(16)
  @Max(32_768)
  maxProcesses!: number;

  @Setting({
    env: 'VERIFICATION_OUTPUT_BYTES',
    default: MIB,
    description: 'Bytes of output kept of one check or command; the middle is cut.',
  })
  @IsInt()
  @Min(4096)
  @Max(16 * MIB)
  outputBytes!: number;

  @Setting({
    env: 'VERIFICATION_TREE_BYTES',
    default: 2048 * MIB,
    description: 'Largest tree in bytes that is laid out for a sandbox.',
  })
  @IsInt()
  @Min(MIB)
  treeBytes!: number;

  @Setting({
    env: 'VERIFICATION_FEEDBACK_CHARS',
    default: 20_000,
    description: 'Characters of feedback that a failed attempt hands to the next one.',
  })
  @IsInt()
  @Min(1000)
  @Max(40_000)
  feedbackChars!: number;
}
