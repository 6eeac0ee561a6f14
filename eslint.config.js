import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import typescript from 'typescript-eslint';

const SPECS = [
  'apps/throughline-e2e/**/*.ts',
  '**/*.spec.ts',
  '**/*.fixture.ts',
  '**/testing/**/*.ts',
  '**/fixtures/**/*.ts',
  '**/spec-support/**/*.ts',
];

/** Who may import whom, by the `type:` tag in each package's `nx.tags`. */
const boundaries = (more = []) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    {
      allow: ['^.*/eslint\\.config\\.js$'],
      enforceBuildableLibDependency: false,
      banTransitiveDependencies: false,
      checkDynamicDependenciesExceptions: [],
      depConstraints: [
        {
          sourceTag: 'type:app',
          onlyDependOnLibsWithTags: ['type:infra', 'type:contract', 'type:util', ...more],
        },
        {
          sourceTag: 'type:infra',
          onlyDependOnLibsWithTags: ['type:infra', 'type:contract', 'type:util', ...more],
        },
        { sourceTag: 'type:util', onlyDependOnLibsWithTags: ['type:util', 'type:contract', ...more] },
        { sourceTag: 'type:contract', onlyDependOnLibsWithTags: ['type:none', ...more] },
        { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:infra', 'type:contract', 'type:util'] },
      ],
    },
  ],
});

// The boundary rule reads the project graph that Nx has stored, and says nothing without one.
const nxProgram = join(import.meta.dirname, 'node_modules/.bin/nx');
execFileSync(process.execPath, [realpathSync(nxProgram), 'show', 'projects'], {
  cwd: import.meta.dirname,
  timeout: 60_000,
});

export default typescript.config(
  { ignores: ['**/dist/', '**/node_modules/', '.nx/', 'tmp/', 'bench/', 'coverage/'] },
  { files: ['**/*.{js,mjs,ts}'], extends: [js.configs.recommended] },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', SharedArrayBuffer: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [typescript.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Nest's modules are classes that hold nothing but their decorator.
      '@typescript-eslint/no-extraneous-class': [
        'error',
        { allowWithDecorator: true, allowStaticOnly: true, allowConstructorOnly: true },
      ],
      // Code is compiled with noUncheckedIndexedAccess, and checks what comes from outside: both look needless to it.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Messages, bodies and rows are classes of data alone, and are made from literals and spread all over.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      // `const { secret: _, ...rest } = all` leaves something out.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  { plugins: { '@nx': nx }, files: ['libs/**/*.ts', 'apps/**/*.ts'], rules: boundaries() },
  {
    files: ['libs/**/*.ts', 'apps/**/*.ts'],
    ignores: ['libs/tracing/**', ...SPECS],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@opentelemetry/*'],
              message: 'Trace with @throughline/tracing, or @throughline/tracing/api.',
            },
          ],
        },
      ],
    },
  },
  { files: SPECS, rules: boundaries(['type:testing']) },
  // Examples import the library as its users do.
  { files: ['libs/tracing/examples/*.ts'], rules: { '@nx/enforce-module-boundaries': 'off' } },
  prettier,
);
