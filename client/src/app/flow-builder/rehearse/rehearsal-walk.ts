import { computed, linkedSignal, type Signal } from '@angular/core';
import { openAt, type Open } from '#contracts/rehearsal/choice';
import { begin, choose, takeBack } from '#contracts/rehearsal/rehearsal';
import type { Choice, NotReady, Rehearsal, RehearsalMaterial } from '#contracts/rehearsal/state';
import { trailOf, transcriptOf, type Entry } from '#contracts/rehearsal/transcript';

/** One walk through the flow, for a screen: what was seen so far, and what can be chosen now. */
export type RehearsalWalk = {
  readonly state: Signal<Rehearsal | NotReady>;
  readonly entries: Signal<readonly Entry[]>;
  readonly open: Signal<Open>;
  readonly trail: Signal<ReturnType<typeof trailOf>>;
  choose(choice: Choice): void;
  takeBack(): void;
  restart(): void;
};

const nothingOpen: Open = { kind: 'ended' };

/**
 * Begins anew whenever the flow or the person changes. With `deliver` every message arrives by itself, so that only
 * answers, calls and waits are left to choose.
 */
export function rehearsalWalk(
  material: Signal<RehearsalMaterial>,
  deliver: Signal<boolean>,
  now: () => string,
): RehearsalWalk {
  const state = linkedSignal<Rehearsal | NotReady>(() => settle(begin(material(), now()), deliver()));
  const events = computed(() => {
    const found = state();
    return found.status === 'underWay' ? found.events : [];
  });
  const change = (how: (rehearsal: Rehearsal) => Rehearsal | NotReady): void => {
    const found = state();
    if (found.status === 'underWay') state.set(how(found));
  };
  return {
    state: state.asReadonly(),
    entries: computed(() => transcriptOf(events())),
    open: computed(() => {
      const found = state();
      return found.status === 'underWay' ? openAt(found) : nothingOpen;
    }),
    trail: computed(() => trailOf(events())),
    choose: (choice) => change((rehearsal) => settle(choose(rehearsal, choice), deliver())),
    takeBack: () => change((rehearsal) => back(rehearsal, deliver())),
    restart: () => state.set(settle(begin(material(), now()), deliver())),
  };
}

function settle(rehearsal: Rehearsal | NotReady, deliver: boolean): Rehearsal | NotReady {
  if (rehearsal.status === 'notReady' || !deliver) return rehearsal;
  let found = rehearsal;
  while (openAt(found).kind === 'message') found = choose(found, { kind: 'arrives' });
  return found;
}

/** Takes back a person's last choice, with the deliveries that followed from it. */
function back(rehearsal: Rehearsal, deliver: boolean): Rehearsal | NotReady {
  let found: Rehearsal | NotReady = rehearsal;
  do {
    const last: Choice | undefined = found.chosen.at(-1);
    if (!last) break;
    found = takeBack(found);
    if (!deliver || last.kind !== 'arrives') break;
  } while (found.status === 'underWay');
  return settle(found, deliver);
}
