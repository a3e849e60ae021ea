import { existsSync, readdirSync } from 'node:fs';
import angular from 'angular-eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { rooms } from './rooms.mjs';

/** Packages that tests of any room may bring. */
const ofTests = ['@jest/globals', 'fast-check'];

const foldersIn = (at) =>
  existsSync(at)
    ? readdirSync(at, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    : [];

/** A room with `<slice>` in it stands for one room a folder on the disk. */
const expand = (room) =>
  room.at.includes('<slice>')
    ? foldersIn(room.at.replace('/<slice>', ''))
        .filter((name) => !room.besides.includes(name))
        .map((name) => JSON.parse(JSON.stringify(room).replaceAll('<slice>', name)))
    : [room];

const oneOf = (names) => names.map((name) => name.replaceAll('/', '\\/').replaceAll('*', '[^/]+')).join('|') || '(?!)';

/** How a room is written in an import: `#client/data` stands at client/src/app/data. */
const inImports = (room) => room.replace('client/src/app', 'client').replace('client/src/testing', 'app-testing');

const packagesRule = ({ packages, node, why }) => {
  if (packages.includes('*')) return [];
  const allowed = oneOf([...packages, ...ofTests]);
  const builtins = node ? '(?!node:)' : '';
  const named = packages.join(', ') || 'none';
  return [{ regex: `^(?![.#])${builtins}(?!(${allowed})(/|$))`, message: `${why} (packages allowed here: ${named})` }];
};

const walls = rooms.flatMap(expand).map((room) => ({
  name: `walls/${room.at}`,
  files: [`${room.at}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { regex: '^\\.\\./', message: 'Name the room: write #room/file instead of climbing with ../' },
          { regex: `^#(?!(${oneOf(room.sees.map(inImports))})/)`, message: room.why },
          ...packagesRule(room),
        ],
      },
    ],
  },
}));

export default defineConfig(
  { ignores: ['data/**', 'dist/**', '.angular/**', 'node_modules/**', '**/*.mjs'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    name: 'house style',
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      // A factory is a list of small functions over what they share; its length is theirs.
      'max-lines-per-function': ['error', { max: 100, skipBlankLines: true, skipComments: true }],
      // A switch over every kind of event is one decision, however many kinds there are.
      complexity: ['error', { max: 12, variant: 'modified' }],
      'max-depth': ['error', 3],
      'max-params': ['error', 4],
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // No object of ours that is taken apart uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A one-line effect handed over as a function reads better without braces.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
    },
  },
  {
    name: 'tests',
    files: ['**/*.spec.ts', '**/*.contract.ts', 'contracts/flow/sync-model/**'],
    rules: {
      'max-lines': ['error', 400],
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-floating-promises': 'off',
    },
  },
  {
    name: 'app',
    files: ['client/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      // Classes are named after what they are (CampaignList), without a suffix; an empty one is a component's or a guard's.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
      '@angular-eslint/prefer-signals': 'error',
      // Angular takes an object literal wherever it names a class for its options.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    name: 'templates',
    files: ['client/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
    rules: { '@angular-eslint/template/prefer-control-flow': 'error' },
  },
  {
    name: 'purity',
    files: ['contracts/**/*.ts', 'projections/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the time from the command or the event.' },
        { object: 'Math', property: 'random', message: 'Take ids and chance from the command.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Take the time from the command or the event.',
        },
      ],
    },
  },
  ...walls,
);
