import { jest } from '@jest/globals';

// Whole products at work, on a machine that may be busy: what fails twice in a row is a fault; the first failure is printed.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
