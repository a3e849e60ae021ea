import { jest } from '@jest/globals';

// A journey looks at many pages in many sizes; each single wait in it has a limit of its own.
jest.setTimeout(600_000);
