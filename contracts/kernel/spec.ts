import { canonical } from './canonical.ts';
import type { Asked, Command } from './command.ts';
import { isRefusal } from './command.ts';
import type { Decider, Decision } from './decider.ts';
import { fold } from './decider.ts';
import type { Event } from './event.ts';

const noon: Asked = { at: '2026-11-24T12:00:00.000Z', by: 'person-test' };

/**
 * The rules of a decider as sentences:
 * `given(campaign, created).when(activate).thenRefused('CampaignHasNoChannel')`.
 */
export function given<S, C extends Command, E extends Event>(decider: Decider<S, C, E>, ...history: readonly E[]) {
  return {
    when(command: C, asked: Asked = noon) {
      return expectations(decider.decide(command, fold(decider, history), asked));
    },
  };
}

function expectations<E extends Event>(decision: Decision<E>) {
  return {
    then(...wanted: readonly E[]) {
      demand(decision, wanted, !isRefusal(decision) && canonical(decision) === canonical(wanted));
    },
    thenNothing() {
      demand(decision, [], !isRefusal(decision) && decision.length === 0);
    },
    thenRefused(code: string) {
      demand(decision, { refused: code }, isRefusal(decision) && decision.refused === code);
    },
    decision,
  };
}

function demand(found: unknown, wanted: unknown, holds: boolean): void {
  if (!holds) throw new Error(`The decision was\n  ${canonical(found)}\nand should have been\n  ${canonical(wanted)}`);
}
