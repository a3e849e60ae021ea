import type { Carrier, SendAnswer } from '#contracts/carrier';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { AppendOutcomeUnknown, StoreUnavailable } from '#server/engine/eventstore/store-faults';
import type { RunTables } from '#server/executions/run-tables';
import type { Chance } from './chance.ts';
import type { Process, Trip } from './process.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Weather } from './weather.ts';

/** Something that goes wrong because the weather is bad, and for no other reason. */
export class Mishap extends Error {}

type Parts = { readonly process: Process; readonly chance: Chance; readonly weather: Weather };

/** A few milliseconds, or seconds. */
export function tripOf({ chance, weather }: Pick<Parts, 'chance' | 'weather'>): Trip {
  const leg = (): number => chance.next() * (chance.happens(weather.slow) ? 2_000 : 3);
  return { there: leg(), back: chance.happens(0.3) ? leg() : 0 };
}

/** The store as a process reaches it. */
export function storeDoor(store: EventStore, parts: Parts): EventStore {
  const { process, chance, weather } = parts;
  const reach = <T>(doing: string, act: () => Promise<T>): Promise<T> =>
    process.reach(
      () => (chance.happens(weather.refusedByStore) ? Promise.reject(new StoreUnavailable(doing)) : act()),
      tripOf(parts),
    );
  return {
    append: (stream, expected, events) =>
      reach(`Appending to ${stream}`, async () => {
        if (!chance.happens(weather.unknownAppends)) return store.append(stream, expected, events);
        if (chance.happens(0.5)) await store.append(stream, expected, events).catch(() => undefined);
        throw new AppendOutcomeUnknown(stream);
      }),
    read: (stream, from) => reach(`Reading ${stream}`, () => store.read(stream, from)),
    readMany: (streams) => reach('Reading', () => store.readMany(streams)),
    subscribe: (options) => store.subscribe(options),
    head: () => store.head(),
    identity: () => store.identity(),
    compare: (one, other) => store.compare(one, other),
    close: () => store.close(),
  };
}

/** What is to be done as a process reaches it. */
export function tablesDoor(tables: RunTables, parts: Parts): RunTables {
  const { process, chance, weather } = parts;
  const reach = <T>(act: () => Promise<T>): Promise<T> =>
    process.reach(async () => {
      const fails = chance.happens(weather.refusedByStore);
      if (fails && chance.happens(0.5)) throw new Mishap('The tables cannot be reached.');
      const done = await act();
      if (fails) throw new Mishap('The tables did it, and nobody was told.');
      return done;
    }, tripOf(parts));
  return {
    claim: (asked) => reach(() => tables.claim(asked)),
    remove: (done) => reach(() => tables.remove(done)),
    postpone: (postponed) => reach(() => tables.postpone(postponed)),
    guard: (guards, since) => reach(() => tables.guard(guards, since)),
    oldGuards: (before) => reach(() => tables.oldGuards(before)),
    giveBack: (attemptIds, before) => reach(() => tables.giveBack(attemptIds, before)),
    inFlight: (executionId, now) => reach(() => tables.inFlight(executionId, now)),
    openRows: (executionId) => reach(() => tables.openRows(executionId)),
    endedRows: (executionId) => reach(() => tables.endedRows(executionId)),
    askPace: (now, asking) => reach(() => tables.askPace(now, asking)),
  };
}

/** A request is given up after this long; whatever is under way then still arrives, or has. Milliseconds. */
const giveUpMs = 2_500;

/** The carrier as a process reaches it. */
export function carrierDoor(carrier: Carrier, { time, ...parts }: Parts & { readonly time: VirtualTime }): Carrier {
  const { process, chance, weather } = parts;
  const patiently = <T>(act: () => Promise<T>): Promise<T> =>
    process.reach(
      async () => {
        if (weather.stalled) {
          await weather.stalled;
          await time.sleep(chance.next() * 40);
        }
        if (weather.carrierIsDown || chance.happens(weather.lostRequests))
          throw new Mishap('The carrier was not reached.');
        const answer = await act();
        if (chance.happens(weather.lostAnswers)) throw new Mishap('The carrier’s answer did not come back.');
        return answer;
      },
      {
        there: chance.next() * (chance.happens(weather.slow) ? giveUpMs : 200),
        back: chance.next() * (chance.happens(weather.slow) ? 20 * giveUpMs : 200),
      },
    );
  const givenUp = async (): Promise<never> => {
    await process.sleep(giveUpMs);
    throw new Mishap('The carrier did not answer in time.');
  };
  const reach = <T>(act: () => Promise<T>): Promise<T> =>
    weather.givesUp ? Promise.race([patiently(act), givenUp()]) : patiently(act);
  const attempt = (act: () => Promise<SendAnswer>): Promise<SendAnswer> =>
    reach(() => (chance.happens(weather.passingRefusals) ? Promise.resolve(passing(chance)) : act()));
  return {
    ...carrier,
    send: (message) => attempt(() => carrier.send(message)),
    list: (query) => reach(() => carrier.list(query)),
    call: (call) => attempt(() => carrier.call(call)),
    answer: (call) => attempt(() => carrier.answer(call)),
    transfer: (transfer) => attempt(() => carrier.transfer(transfer)),
    hangUp: (providerId) => reach(() => carrier.hangUp(providerId)),
    listCalls: (query) => reach(() => carrier.listCalls(query)),
    keptCall: (providerId) => reach(() => carrier.keptCall(providerId)),
  };
}

function passing(chance: Chance): SendAnswer {
  const sentence = 'Not at this moment.';
  return chance.happens(0.5)
    ? { answer: 'refused', code: '20429', why: 'rateLimited', sentence }
    : { answer: 'refused', code: '20500', why: 'carrier', sentence };
}
