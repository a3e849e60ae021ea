import type { MessageStatus } from '#contracts/callback/status';
import type { Carrier, Passed } from '#contracts/carrier';
import { failureClassOf } from '#contracts/row/failure-class';
import type { Delivery } from './delivery.ts';
import type { Line } from './ledger.ts';
import { messageScript } from './message-script.ts';
import { personaOf } from './persona.ts';
import type { SandboxClock } from './sandbox-clock.ts';
import { sidOf, undisturbed, type Mood, type Taken } from './script.ts';

export type DeskParts = {
  readonly seed: string;
  readonly mood: Mood;
  readonly clock: SandboxClock;
  readonly delivery: Delivery;
  readonly write: (line: Line) => Promise<void>;
  /** What the ledger holds at the start, and the keys of what has been told since ever. */
  readonly lines: readonly Line[];
  readonly heard: ReadonlySet<string>;
};

/** Where messages are taken. A message is in the ledger before its send is answered. */
export function openMessageDesk({ seed, mood, clock, delivery, write, lines, heard }: DeskParts) {
  const byPair = new Map<string, Taken[]>();

  const remember = (taken: Taken): void => {
    const pair = `${taken.message.from} ${taken.message.to}`;
    const known = byPair.get(pair);
    if (known) known.push(taken);
    else byPair.set(pair, [taken]);
  };

  for (const line of lines) {
    if (line.line !== 'taken') continue;
    remember(line.taken);
    const from = Date.parse(line.taken.at);
    for (const cue of messageScript(seed, line.taken, mood))
      if (!heard.has(cue.key)) delivery.plan(from + cue.afterMs, cue);
  }

  /** What people wrote by now in answer to a message, whether the product has taken it in or not. */
  const answersTo = (taken: Taken): Passed[] =>
    messageScript(seed, taken, mood).flatMap((cue) => {
      const inbound = 'callback' in cue && cue.callback.kind === 'inbound' ? cue.callback : null;
      const written = cue.early || Date.parse(taken.at) + cue.afterMs <= clock.now();
      if (!inbound || !written || cue.key.endsWith(' again')) return [];
      const { providerId, from, to, text, receivedAt } = inbound;
      return [{ providerId, from, to, body: text, createdAt: receivedAt, status: null, errorCode: null }];
    });

  /** How far a message has come by now, whether the product was told of it or not. */
  const stateOf = (taken: Taken): { status: MessageStatus; errorCode: string | null } => {
    const elapsed = clock.now() - Date.parse(taken.at);
    const told = messageScript(seed, taken, { ...mood, disturbances: undisturbed }).flatMap((cue) =>
      'callback' in cue && cue.callback.kind === 'status' && cue.afterMs <= elapsed ? [cue.callback] : [],
    );
    const { status, errorCode } = told.at(-1) ?? { status: 'queued' as const, errorCode: null };
    return { status, errorCode };
  };

  return {
    /** Messages from and to one of the product's numbers. */
    passed: (number: string): Passed[] =>
      [...byPair.values()]
        .flat()
        .filter(({ message }) => message.from === number)
        .flatMap((taken) => {
          const { from, to, body } = taken.message;
          const sent = { providerId: taken.providerId, from, to, body, createdAt: taken.at, ...stateOf(taken) };
          return [sent, ...answersTo(taken)];
        }),
    send: async (message) => {
      if (personaOf(seed, message.to).refused) return doesNotExist();
      const taken: Taken = { providerId: sidOf('SM', clock.newId()), at: new Date(clock.now()).toISOString(), message };
      await write({ line: 'taken', taken });
      remember(taken);
      const from = Date.parse(taken.at);
      const early: Promise<void>[] = [];
      for (const cue of messageScript(seed, taken, mood))
        if (cue.early) early.push(delivery.atOnce(cue).tried);
        else delivery.plan(from + cue.afterMs, cue);
      await Promise.all(early);
      delivery.pump();
      return { answer: 'accepted', providerId: taken.providerId, status: 'queued' };
    },
    list: ({ from, to, since }) =>
      Promise.resolve(
        (byPair.get(`${from} ${to}`) ?? [])
          .filter(({ at }) => at >= since)
          .map((taken) => {
            const { providerId, at, message } = taken;
            return { providerId, from, to, body: message.body, createdAt: at, status: stateOf(taken).status };
          }),
      ),
  } satisfies Pick<Carrier, 'send' | 'list'> & { passed(number: string): Passed[] };
}

/** The carrier's no to a number that is none; Twilio's code for an invalid `To`. */
export function doesNotExist() {
  return {
    ...{ answer: 'refused' as const, code: '21211', why: failureClassOf('21211') },
    sentence: 'The sandbox plays a number that does not exist.',
  };
}
