import { contact, type ContactCommand } from '#contracts/contact/contact';
import { execution } from '#contracts/execution/execution';
import type { ExecutionCommand } from '#contracts/execution/commands';
import { fold } from '#contracts/kernel/decider';
import type { ExecutionEvent } from '#contracts/execution/events';
import { handleCommand } from '#server/engine/commands/handle-command';
import { attemptsIn } from '#server/carriers/sandbox/ledger';
import { Chance } from './chance.ts';
import { judge } from './judge.ts';
import type { Process } from './process.ts';
import { fair } from './weather.ts';
import { World, type Sabotage } from './world.ts';

/** What came of a world: what it did that it may not, in sentences, and how much happened in it. */
export type Played = {
  readonly seed: string;
  readonly wrongs: readonly string[];
  readonly happened: number;
  readonly attempts: number;
};

/** A world in which more than this happens is judged as far as it has come. */
const most = 15_000;
/** When nothing was written for so long in fair weather, and no row waits for its time, nothing will be. Milliseconds. */
const stuckAfterMs = 3 * 3_600_000;

/** Plays one world through: bad weather first, then fair weather until everything has come to its end; then judges it. */
export async function play(seed: string, sabotage: Sabotage = {}): Promise<{ played: Played; world: World }> {
  const world = new World(seed, new Chance(seed), sabotage);
  const { time, chance } = world;
  await world.begin();
  const troubled = chance.of([20, 120, 1_800, 10_000]) * 1_000;
  const until = time.now() + troubled;
  const isTroubled = (): boolean => time.now() < until;
  const lag = (): number => (isTroubled() && chance.happens(0.1) ? chance.next() * 5_000 : chance.next() * 30);
  void world.follow(lag);
  void world.forget(lag);
  const runners = Array.from({ length: chance.of([1, 1, 2]) }, () => world.startRunner());
  const every = troubled / chance.between(2, 20);
  void trouble(world, { runners, isTroubled, every });
  void operate(world, { isTroubled, every });
  if (world.weather.givesUp) void stall(world, { isTroubled, every });
  const isStuck = (): boolean =>
    time.now() - Math.max(world.committedAt.at(-1) ?? 0, until) > stuckAfterMs &&
    ![...world.tables.dispatches.values()].some(
      ({ kind, dueAt }) => (kind === 'timeout' || kind === 'start') && dueAt > time.instant(),
    );
  await time.pass(() => !isTroubled() && (ended(world) || isStuck()), most);
  const wrongs = judge(world, { stuck: isStuck() });
  const attempts = attemptsIn(world.book.map(({ line }) => line)).length;
  return { played: { seed, wrongs, happened: time.happened, attempts }, world };
}

function ended(world: World): boolean {
  return world.scene.runs.every(({ executionId, campaignId }) => {
    const { status } = stateOf(world, executionId);
    if (status !== 'completed' && status !== 'stopped') return false;
    return world.store.eventsOf(`campaign-${campaignId}`).some(({ type }) => type === 'CampaignExecutionEnded');
  });
}

function stateOf(world: World, executionId: string) {
  return fold(
    execution,
    world.store.eventsOf(`execution-${executionId}`).map(({ type, data }) => ({ type, data }) as ExecutionEvent),
  );
}

type Troubled = { readonly isTroubled: () => boolean; readonly every: number };

/** Waits for a moment at which to interfere: right after something was written, or at any time. */
async function moment({ time, chance, newEvents }: Pick<World, 'time' | 'chance' | 'newEvents'>, every: number) {
  await time.sleep(chance.next() * every);
  if (chance.happens(0.6)) {
    for (let left = chance.between(1, 6); left > 0; left -= 1) await Promise.race([newEvents(), time.sleep(60_000)]);
    await time.sleep(chance.next() * 40);
  } else await time.sleep(chance.next() * every);
}

/** Processes die, stand still and come back; the carrier goes away for a while. In fair weather all are there. */
async function trouble(
  world: World,
  { runners, isTroubled, every }: Troubled & { readonly runners: Process[] },
): Promise<void> {
  const { time, chance, weather } = world;
  while (isTroubled()) {
    await moment(world, every);
    if (!isTroubled()) break;
    const which = chance.between(0, runners.length - 1);
    switch (chance.of(['kill', 'kill', 'freeze', 'freeze', 'api', 'down'] as const)) {
      case 'kill':
        runners[which]?.kill();
        void time.sleep(chance.next() * 5_000).then(() => (runners[which] = world.startRunner()));
        break;
      case 'freeze':
        runners[which]?.freeze(chance.next() * 90_000);
        break;
      case 'api':
        world.restartApi();
        break;
      case 'down':
        weather.carrierIsDown = true;
        void time.sleep(chance.next() * 120_000).then(() => (weather.carrierIsDown = false));
    }
  }
  Object.assign(weather, fair);
}

/** The carrier stands still for a while now and then, with everybody's requests before its doors. */
async function stall({ time, chance, weather }: World, { isTroubled, every }: Troubled): Promise<void> {
  const own = chance.branch('stalls');
  while (isTroubled()) {
    await time.sleep(own.next() * every);
    if (!isTroubled()) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    weather.stalled = promise;
    await time.sleep(2_000 + own.next() * 40_000);
    weather.stalled = null;
    resolve(undefined);
  }
}

/** People at our side: they pause, resume and stop runs, stop and forget contacts, and settle doubts. */
async function operate(world: World, { isTroubled, every }: Troubled): Promise<void> {
  const { time } = world;
  while (isTroubled()) {
    await moment(world, every);
    if (isTroubled()) await meddle(world);
  }
  // Whoever looks after it every ten minutes brings everything to its end.
  for (;;) {
    for (const { executionId } of world.scene.runs) {
      if (['pausing', 'paused'].includes(stateOf(world, executionId).status))
        await ask(world, executionId, { type: 'ResumeExecution', data: {} });
      for (const attemptId of doubted(world, executionId)) await resolve(world, executionId, attemptId);
    }
    await time.sleep(600_000);
  }
}

async function meddle(world: World): Promise<void> {
  const { chance, scene } = world;
  const { executionId } = chance.of(scene.runs);
  const contactId = chance.of(scene.runs[0]?.rows ?? []).contactId;
  const kind = chance.of([
    ...(['pause', 'pause', 'pause', 'resume', 'resume', 'stop', 'suppress', 'allow', 'forget'] as const),
    ...(['resolve', 'resolve'] as const),
  ]);
  switch (kind) {
    case 'pause':
      return ask(world, executionId, { type: 'PauseExecution', data: { cause: 'operator', sentence: 'Wait.' } });
    case 'resume':
      return ask(world, executionId, { type: 'ResumeExecution', data: {} });
    case 'stop':
      return chance.happens(0.4) ? ask(world, executionId, { type: 'StopExecution', data: {} }) : undefined;
    case 'suppress':
      return tell(world, contactId, { type: 'SuppressContact', data: { contactId, cause: 'manual' } });
    case 'allow':
      return tell(world, contactId, { type: 'UnsuppressContact', data: { contactId } });
    case 'forget':
      return chance.happens(0.4) ? tell(world, contactId, { type: 'ForgetContact', data: { contactId } }) : undefined;
    case 'resolve': {
      // Somebody looks at an old page: the attempt may stand otherwise by now.
      const intended = world.store.all.flatMap(({ type, data }) =>
        type === 'AttemptIntended' || type === 'CallIntended'
          ? [data as { attemptId: string; executionId: string }]
          : [],
      );
      const one = intended.length > 0 ? chance.of(chance.happens(0.7) ? intended.slice(-2) : intended) : undefined;
      if (one) await resolve(world, one.executionId, one.attemptId);
    }
  }
}

/** Attempts that are in doubt and of which nobody has said yet what became of them. */
function doubted(world: World, executionId: string): string[] {
  const open = new Set<string>();
  for (const { type, data } of world.store.all) {
    const about = data as { executionId: string; attemptId: string };
    if (about.executionId !== executionId) continue;
    if (type === 'AttemptInDoubt') open.add(about.attemptId);
    if (type === 'DoubtResolved') open.delete(about.attemptId);
  }
  return [...open];
}

/** A person finds out whether it went out, which the carrier's book tells, and says so; or rather leaves it at that. */
function resolve(world: World, executionId: string, attemptId: string): Promise<void> {
  const wentOut =
    attemptsIn(world.book.map(({ line }) => line)).some((each) => each.attemptId === attemptId) ||
    world.chance.happens(0.2);
  return ask(world, executionId, { type: 'ResolveDoubt', data: { attemptId, wentOut } });
}

async function ask(world: World, executionId: string, command: ExecutionCommand): Promise<void> {
  const provenance = {
    commandId: `asked ${world.time.happened} ${world.store.all.length}`,
    correlationId: executionId,
    by: 'person-1',
    at: world.time.instant(),
  };
  await handleCommand({ log: world.logOf(), decider: execution, id: executionId, command, provenance });
}

async function tell(world: World, contactId: string, command: ContactCommand): Promise<void> {
  const provenance = {
    commandId: `asked ${world.time.happened} ${world.store.all.length}`,
    correlationId: contactId,
    by: 'person-1',
    at: world.time.instant(),
  };
  await handleCommand({ log: world.logOf(), decider: contact, id: contactId, command, provenance });
}
