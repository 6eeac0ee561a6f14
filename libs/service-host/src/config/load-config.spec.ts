import { describe, expect, it } from '@jest/globals';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsString,
  Max,
  MinLength,
  Min,
} from 'class-validator';
import fc from 'fast-check';
import { ConfigError } from './config.errors.js';
import { loadConfig } from './load-config.js';
import { Setting, settingsOf } from './setting.js';

class Base {
  @Setting({ env: 'T_MODE', default: 'safe', description: 'How.' }) @IsIn(['safe', 'fast']) mode!: string;
}
class Config extends Base {
  @Setting({ env: 'T_TASKS', default: 30, description: 'How many.' })
  @IsInt()
  @Min(1)
  @Max(100)
  tasks!: number;
  @Setting({ env: 'T_RATIO', default: 0.5, description: 'Share.' }) @IsNumber() ratio!: number;
  @Setting({ env: 'T_STRICT', default: false, description: 'Strict.' }) @IsBoolean() strict!: boolean;
  @Setting({ env: 'T_HOSTS', default: [], description: 'Hosts.' })
  @IsArray()
  @ArrayMaxSize(3)
  @IsString({ each: true })
  hosts!: string[];
  @Setting({ env: 'T_URL', description: 'Where it is.' }) @IsString() url!: string;
  @Setting({ env: 'T_KEY', optional: true, secret: true, description: 'Key.' })
  @IsString()
  @MinLength(8)
  key?: string;
}

const load = (env: NodeJS.ProcessEnv) => loadConfig(Config, { T_URL: 'x', ...env });
const problemsOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    load(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  return [];
};

describe('loadConfig', () => {
  it('takes defaults where nothing, or an empty text, is set', () => {
    const expected = { mode: 'safe', tasks: 30, ratio: 0.5, strict: false, hosts: [], url: 'x' };
    expect(load({ T_TASKS: '' })).toMatchObject(expected);
    expect(load({}).key).toBeUndefined();
  });

  it('converts by the declared type of the property', () => {
    const env = { T_TASKS: '7', T_RATIO: '1e-3', T_STRICT: 'TRUE', T_HOSTS: 'a, b,,c ', T_MODE: 'fast' };
    const expected = { tasks: 7, ratio: 0.001, strict: true, hosts: ['a', 'b', 'c'], mode: 'fast' };
    expect(load(env)).toMatchObject(expected);
  });

  it.each([
    [{ T_TASKS: '0' }, 'T_TASKS must not be less than 1, but is "0"'],
    [{ T_TASKS: '0x10' }, /^T_TASKS must .*integer.*, but is "0x10"$/],
    [{ T_STRICT: 'yes' }, 'T_STRICT must be a boolean value, but is "yes"'],
    [{ T_MODE: 'wild' }, /^T_MODE must be one of .*safe, fast.*, but is "wild"$/],
    [{ T_URL: '' }, 'T_URL must be set: Where it is.'],
  ])('says of %j what was expected and what was found', (env, sentence) => {
    const [problem, ...more] = problemsOf(env);
    expect(problem).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
    expect(more).toEqual([]);
  });

  it('names every variable that is wrong, and never shows a secret', () => {
    const problems = problemsOf({ T_TASKS: '101', T_KEY: 'hunter2', T_URL: '' });
    expect(problems.map((problem) => problem.split(' ')[0]).toSorted()).toEqual([
      'T_KEY',
      'T_TASKS',
      'T_URL',
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('accepts every whole number in its bounds and refuses all others', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000, max: 1_000 }), (tasks) => {
        expect(problemsOf({ T_TASKS: String(tasks) }).length).toBe(tasks >= 1 && tasks <= 100 ? 0 : 1);
      }),
    );
  });
});

describe('settingsOf', () => {
  it('lists all settings of a class, its base’s first, and leaves the base alone', () => {
    expect(settingsOf(Config).map(({ env }) => env)).toEqual([
      'T_MODE',
      'T_TASKS',
      'T_RATIO',
      'T_STRICT',
      'T_HOSTS',
      'T_URL',
      'T_KEY',
    ]);
    expect(settingsOf(Base).map(({ env }) => env)).toEqual(['T_MODE']);
  });
});
