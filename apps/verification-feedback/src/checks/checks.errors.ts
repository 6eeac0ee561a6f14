import { ThroughlineError } from '@throughline/contracts';

export class CheckMissingError extends ThroughlineError {
  constructor() {
    super(
      'check_missing',
      'refused',
      'there is nothing to check the work with: the repository has no package.json with a test script. Name a command with --check, like: --check "make test"',
    );
  }
}

export class CheckProgramNotFoundError extends ThroughlineError {
  constructor(check: string, program: string) {
    super(
      'check_program_not_found',
      'refused',
      `the check ${JSON.stringify(check)} cannot run: the sandbox has no program ${JSON.stringify(program)}. ` +
        'It sees the programs of /usr, Node and npm, and executable files of the base commit; commit the program, install it under /usr, or name another check',
      { fields: { check, program } },
    );
  }
}

export class PackageJsonInvalidError extends ThroughlineError {
  constructor(why: string) {
    super(
      'package_json_invalid',
      'refused',
      `package.json of the base commit cannot be read: ${why}. Repair it, or name a command with --check`,
      {
        fields: { why },
      },
    );
  }
}
