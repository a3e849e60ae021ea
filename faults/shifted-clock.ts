import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded before the product (`node --import`): its clock is wrong by as many milliseconds as the file SHIFTED_CLOCK holds,
 * read anew at every SIGUSR2. Timers are not concerned, as with a machine whose clock is set.
 */
const file = process.env.SHIFTED_CLOCK ?? '';
const Real = Date;
let offset = 0;

function shift(): void {
  offset = Number(readFileSync(file, 'utf8'));
}

const now = (): number => Real.now() + offset;
globalThis.Date = new Proxy(Real, {
  construct: (target, given: unknown[], asked) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, asked) as Date,
  get: (target, key, receiver): unknown => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});
shift();
if (isMainThread) process.on('SIGUSR2', shift);
