import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseFindings } from './parse-findings.js';

const failed = (output: string, exitCode = 1) =>
  parseFindings({ check: 'npm test', status: 'failed', exitCode, output });
const places = (output: string) =>
  failed(output).map(({ rule, file, line, severity, message }) => ({ rule, file, line, severity, message }));

const SPEC = `
> test
> node --test

✔ ok (0.60921ms)
▶ suite
  ✖ bad thing (0.975601ms)
✖ suite (1.677306ms)
ℹ tests 2

✖ failing tests:

test at test/a.test.js:1:102
✖ bad thing (0.975601ms)
  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:

  1 !== 2

      at TestContext.<anonymous> (/work/test/a.test.js:1:124)
      at Test.run (node:internal/test_runner/test:1402:25) {
    generatedMessage: true,
    code: 'ERR_ASSERTION'
  }

test at test/b.test.js:7:1
✖ throws (0.23898ms)
  TypeError [Error]: boom
      at TestContext.<anonymous> (/work/test/b.test.js:9:3)
`;

const TAP = `TAP version 13
ok 1 - fine
# Subtest: suite
    not ok 1 - bad thing
      ---
      duration_ms: 1.053491
      location: '/work/test/a.test.js:1:102'
      failureType: 'testCodeFailure'
      error: |-
        Expected values to be strictly equal:
        
        1 !== 2
      code: 'ERR_ASSERTION'
      stack: |-
        TestContext.<anonymous> (/work/test/a.test.js:1:124)
      ...
    1..1
not ok 2 - suite
  ---
  location: '/work/test/a.test.js:1:78'
  failureType: 'subtestsFailed'
  error: '1 subtest failed'
  ...
not ok 3 - later # TODO not written
`;

const JEST = `FAIL src/sum.test.ts
  ● sum › adds

    expect(received).toBe(expected) // Object.is equality

    Expected: 3
    Received: 4

    > 5 |   expect(sum(1, 2)).toBe(3);
        |                     ^

      at Object.<anonymous> (src/sum.test.ts:5:21)
      at new Promise (<anonymous>)

Test Suites: 1 failed, 1 total
`;

const VITEST = ` FAIL  test/a.test.ts > suite > name
AssertionError: expected 1 to be 2
 ❯ test/a.test.ts:5:10
`;

describe('parseFindings', () => {
  it("reads node:test's spec reporter", () => {
    expect(places(SPEC)).toEqual([
      {
        ...{ rule: 'test', file: 'test/a.test.js', line: 1, severity: 'error' },
        message: 'bad thing: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n1 !== 2',
      },
      {
        rule: 'test',
        file: 'test/b.test.js',
        line: 7,
        severity: 'error',
        message: 'throws: TypeError [Error]: boom',
      },
    ]);
  });

  it('reads TAP, without suites that failed for their tests and without what is to be done', () => {
    expect(places(TAP)).toEqual([
      {
        ...{ rule: 'test', file: 'test/a.test.js', line: 1, severity: 'error' },
        message: 'bad thing: Expected values to be strictly equal:\n1 !== 2',
      },
    ]);
  });

  it('reads jest and vitest', () => {
    expect(places(JEST)).toMatchObject([
      {
        file: 'src/sum.test.ts',
        line: 5,
        message: expect.stringMatching(/^sum › adds: expect.*Expected: 3\nReceived: 4/s),
      },
    ]);
    expect(places(VITEST)).toEqual([
      {
        rule: 'test',
        file: 'test/a.test.ts',
        line: 5,
        severity: 'error',
        message: 'suite > name: AssertionError: expected 1 to be 2',
      },
    ]);
  });

  it.each([
    [
      "src/a.ts(3,5): error TS2322: Type 'x' is not y.",
      { rule: 'TS2322', file: 'src/a.ts', line: 3, severity: 'error', message: "Type 'x' is not y." },
    ],
    [
      '\u001b[96msrc/a.ts\u001b[0m:3:5 - \u001b[91merror\u001b[0m TS2322: No.',
      { rule: 'TS2322', file: 'src/a.ts', line: 3, severity: 'error', message: 'No.' },
    ],
    [
      '/work/src/a.js\n  3:5  error  Unexpected var  no-var',
      { rule: 'no-var', file: 'src/a.js', line: 3, severity: 'error', message: 'Unexpected var' },
    ],
    [
      'src/a.js:3:5: Unexpected var. [Error/no-var]',
      { rule: 'no-var', file: 'src/a.js', line: 3, severity: 'error', message: 'Unexpected var.' },
    ],
    [
      'FAILED tests/test_a.py::test_x - assert 1 == 2',
      {
        rule: 'test',
        file: 'tests/test_a.py',
        line: null,
        severity: 'error',
        message: 'test_x: assert 1 == 2',
      },
    ],
    [
      'main.c:4:2: warning: unused variable',
      { rule: 'output', file: 'main.c', line: 4, severity: 'warning', message: 'unused variable' },
    ],
    [
      './cmd/main.go:10:2: undefined: x',
      { rule: 'output', file: './cmd/main.go', line: 10, severity: 'error', message: 'undefined: x' },
    ],
    [
      '  File "app/x.py", line 7, in run\n    go()',
      { rule: 'output', file: 'app/x.py', line: 7, severity: 'error', message: 'go()' },
    ],
  ])('reads %j', (output, finding) => {
    expect(places(output)).toEqual([finding]);
  });

  it('gives one finding with the end of the output where it knows no line of it', () => {
    expect(places('something\nwent wrong\n')).toEqual([
      {
        rule: 'exit-code',
        file: null,
        line: null,
        severity: 'error',
        message: 'ended with exit code 1: something\nwent wrong',
      },
    ]);
    expect(parseFindings({ check: 'x', status: 'timed_out', exitCode: null, output: '' })).toMatchObject([
      { rule: 'timeout', message: 'did not end in time' },
    ]);
  });

  it('tells what a tool tells twice once', () => {
    expect(failed(JEST + JEST)).toHaveLength(1);
  });

  it('gives at least one finding that fits into a message, whatever the output of a failure', () => {
    const noise = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...`${SPEC}${TAP}${JEST}`.split('\n'))),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(noise, (lines) => {
        const findings = failed(lines.join('\n'));
        expect(findings.length).toBeGreaterThan(0);
        for (const finding of findings) {
          expect(finding.message.length).toBeLessThanOrEqual(4000);
          expect(finding.rule.length).toBeLessThanOrEqual(200);
          expect(finding.fingerprint).toMatch(/^[0-9a-f]{32}$/);
        }
      }),
    );
  });

  it('reads a megabyte of one line in no time', () => {
    const began = performance.now();
    failed(`${'a/'.repeat(500_000)}b:1: x\n${'.'.repeat(500_000)}\n${' '.repeat(500_000)}x`);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('finds nothing in a check that passed', () => {
    expect(parseFindings({ check: 'x', status: 'passed', exitCode: 0, output: SPEC })).toEqual([]);
  });
});
