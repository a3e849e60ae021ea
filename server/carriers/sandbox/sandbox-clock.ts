import { randomUUID } from 'node:crypto';

/** The time of a sandbox and the names it gives. */
export type SandboxClock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rings after so many milliseconds, unless what it returns is called before. */
  after(ms: number, ring: () => void): () => void;
  newId(): string;
};

/** That of the machine. */
export const machineClock: SandboxClock = {
  now: () => Date.now(),
  after: (ms, ring) => {
    const timer = setTimeout(ring, ms);
    return () => {
      clearTimeout(timer);
    };
  },
  newId: randomUUID,
};
