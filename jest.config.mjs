/** Two kinds of tests, told apart by their names: rules (pure, milliseconds) and parts (a real PostgreSQL). */
const shape = {
  testEnvironment: 'node',
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
  testTimeout: 120_000,
  projects: [
    {
      ...shape,
      displayName: 'rules',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.int\\.spec\\.ts$'],
    },
    {
      ...shape,
      displayName: 'parts',
      testMatch: ['**/*.int.spec.ts'],
      globalSetup: '<rootDir>/testing/start-postgres.mjs',
      globalTeardown: '<rootDir>/testing/stop-postgres.mjs',
    },
  ],
};
