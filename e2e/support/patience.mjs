import { jest } from '@jest/globals';

// A journey looks at many pages in many sizes; each single wait in it has a limit of its own.
jest.setTimeout(600_000);
// On a busy machine one of some thousand waits may be late. What fails twice in a row is a fault; the first failure is printed.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
