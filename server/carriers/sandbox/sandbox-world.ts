import type { Carrier, Ingest } from '#contracts/carrier';
import { openCallDesk } from './call-desk.ts';
import { createDelivery } from './delivery.ts';
import type { SandboxLedger } from './ledger.ts';
import { openMessageDesk } from './message-desk.ts';
import { machineClock, type SandboxClock } from './sandbox-clock.ts';
import type { Mood } from './script.ts';

/** What a carrier does, and what only a made-up one can. */
export type SandboxWorld = Omit<Carrier, 'provider' | 'provesAbsence'> & {
  /** Resolves when everything there is to come has come and been acknowledged. */
  idle(): Promise<void>;
  close(): Promise<void>;
};

export type WorldOptions = Mood & {
  readonly seed: string;
  readonly ledger: SandboxLedger;
  readonly deliver: Ingest;
  readonly clock?: SandboxClock;
};

/**
 * A world of made-up people with WhatsApp and telephones, behind a carrier that reaches nobody. What it took is in the
 * ledger before it answers; callbacks are repeated until the product acknowledges them, also after a restart.
 */
export function openSandboxWorld({
  seed,
  timing,
  disturbances,
  ledger,
  deliver,
  clock = machineClock,
}: WorldOptions): SandboxWorld {
  const delivery = createDelivery({ clock, tell: deliver, write: ledger.write, ring: (cue) => calls.ring(cue) });
  const heard = new Set(
    ledger.lines.flatMap((line) => (line.line === 'heard' ? [line.key] : line.line === 'rang' ? [line.cause] : [])),
  );
  const mood: Mood = { timing, disturbances };
  const parts = { seed, mood, clock, delivery, write: ledger.write, lines: ledger.lines, heard };
  const { passed, ...messages } = openMessageDesk(parts);
  const calls = openCallDesk(parts);
  delivery.pump();
  return {
    ...messages,
    ...calls.carrier,
    history: async function* ({ number, since }) {
      const all = [...passed(number), ...calls.passed(number)].filter(({ createdAt }) => createdAt >= since);
      yield await Promise.resolve(all.toSorted((left, right) => (left.createdAt < right.createdAt ? -1 : 1)));
    },
    idle: delivery.idle,
    close: async () => {
      delivery.close();
      await ledger.close();
    },
  };
}
