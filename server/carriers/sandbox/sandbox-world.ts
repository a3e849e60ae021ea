import { randomUUID } from 'node:crypto';
import type { Ingest, ListedMessage, OutboundMessage, SendAnswer } from '#contracts/carrier';
import { CueQueue } from './cue-queue.ts';
import type { SandboxLedger } from './ledger.ts';
import { personaOf } from './persona.ts';
import { scriptOf, sidOf, type Cue, type Mood, type Taken } from './script.ts';

export type SandboxWorld = {
  send(message: OutboundMessage): Promise<SendAnswer>;
  list(query: { readonly from: string; readonly to: string; readonly since: string }): readonly ListedMessage[];
  /** Resolves when every callback there is to come has been acknowledged. */
  idle(): Promise<void>;
  close(): Promise<void>;
};

export type WorldOptions = Mood & {
  readonly seed: string;
  readonly ledger: SandboxLedger;
  readonly deliver: Ingest;
};

/** Callbacks on their way at the same time. */
const mostDeliveries = 256;
const retryMs = 500;

/**
 * A world of made-up WhatsApp users behind a carrier that reaches nobody. A message is in the ledger before its send is
 * answered; callbacks are repeated until the product acknowledges them, also after a restart.
 */
export function openSandboxWorld({ seed, timing, disturbances, ledger, deliver }: WorldOptions): SandboxWorld {
  const queue = new CueQueue<Cue>();
  const byPair = new Map<string, Taken[]>();
  const idlers = new Set<() => void>();
  let delivering = 0;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const remember = (taken: Taken): void => {
    const pair = `${taken.message.from} ${taken.message.to}`;
    byPair.set(pair, [...(byPair.get(pair) ?? []), taken]);
  };

  const pump = (): void => {
    clearTimeout(timer);
    const now = Date.now();
    while (!closed && delivering < mostDeliveries) {
      const cue = queue.take(now);
      if (!cue) break;
      delivering += 1;
      void hand(cue);
    }
    if (delivering === 0 && queue.size === 0) for (const done of idlers) done();
    const next = queue.nextDue;
    if (!closed && next !== undefined && delivering < mostDeliveries) timer = setTimeout(pump, Math.max(next - now, 1));
  };

  const hand = async (cue: Cue): Promise<void> => {
    try {
      await deliver(cue.callback);
      await ledger.write({ line: 'heard', key: cue.key });
    } catch {
      queue.add(Date.now() + retryMs, cue);
    }
    delivering -= 1;
    pump();
  };

  const schedule = (taken: Taken, heard: ReadonlySet<string>): Cue[] => {
    const cues = scriptOf(seed, taken, { timing, disturbances }).filter(({ key }) => !heard.has(key));
    const from = Date.parse(taken.at);
    for (const cue of cues) if (!cue.early) queue.add(timing === 'instant' ? from : from + cue.afterMs, cue);
    return cues.filter(({ early }) => early);
  };

  const heard = new Set(ledger.lines.flatMap((line) => (line.line === 'heard' ? [line.key] : [])));
  for (const line of ledger.lines) {
    if (line.line !== 'taken') continue;
    remember(line.taken);
    for (const cue of schedule(line.taken, heard)) queue.add(0, cue);
  }
  pump();

  return {
    send: async (message) => {
      if (personaOf(seed, message.to).refused)
        return {
          answer: 'refused',
          code: '21211',
          why: 'invalidNumber',
          sentence: 'The sandbox plays a number that does not exist.',
        };
      const taken: Taken = { providerId: sidOf(randomUUID()), at: new Date().toISOString(), message };
      await ledger.write({ line: 'taken', taken });
      remember(taken);
      await Promise.all(
        schedule(taken, new Set()).map((cue) =>
          deliver(cue.callback).catch(() => queue.add(Date.now() + retryMs, cue)),
        ),
      );
      pump();
      return { answer: 'accepted', providerId: taken.providerId, status: 'queued' };
    },
    list: ({ from, to, since }) =>
      (byPair.get(`${from} ${to}`) ?? [])
        .filter(({ at }) => at >= since)
        .map(({ providerId, at, message: { body } }) => ({
          providerId,
          from,
          to,
          body,
          createdAt: at,
          status: 'queued',
        })),
    idle: () =>
      new Promise((resolve) => {
        const done = (): void => {
          idlers.delete(done);
          resolve();
        };
        idlers.add(done);
        pump();
      }),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await ledger.close();
    },
  };
}
