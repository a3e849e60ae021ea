import presets from 'jest-preset-angular/presets/index.js';

/**
 * Four kinds of tests, told apart by place and name: rules (pure, milliseconds), parts (a real PostgreSQL), the app
 * (Angular in jsdom) and journeys (a real browser before the real product).
 */
const shape = {
  testEnvironment: '<rootDir>/testing/node-environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
};

export default {
  maxWorkers: 2,
  testTimeout: 200_000,
  projects: [
    {
      ...shape,
      displayName: 'rules',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/client/', '\\.(int|e2e)\\.spec\\.ts$'],
    },
    {
      ...shape,
      displayName: 'parts',
      testMatch: ['**/*.int.spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/testing/patience.mjs'],
      globalSetup: '<rootDir>/testing/start-postgres.mjs',
      globalTeardown: '<rootDir>/testing/stop-postgres.mjs',
    },
    {
      ...shape,
      displayName: 'journeys',
      testMatch: ['<rootDir>/e2e/**/*.e2e.spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/e2e/support/patience.mjs'],
      globalSetup: '<rootDir>/e2e/support/start-product.mjs',
      globalTeardown: '<rootDir>/e2e/support/stop-product.mjs',
    },
    {
      ...presets.createEsmPreset({ tsconfig: '<rootDir>/client/tsconfig.spec.json', diagnostics: false }),
      displayName: 'app',
      testMatch: ['<rootDir>/client/**/*.spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/client/src/testing/angular.ts'],
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
    },
  ],
};
