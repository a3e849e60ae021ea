import { blocking, validateFlow } from '#contracts/flow/validate';
import type { Instant } from '#contracts/kernel/event';
import { advance } from '#contracts/row/advance';
import type { RowContext, RowInput } from '#contracts/row/input';
import { prepareFlow } from '#contracts/row/prepared-flow';
import { evolve, queuedRow } from '#contracts/row/state';
import { inputsOf } from './choice.ts';
import type { Choice, NotReady, Rehearsal, RehearsalMaterial } from './state.ts';

/** Begins with the person at the Start step, and goes on until something has to be chosen. */
export function begin(material: RehearsalMaterial, at: Instant): Rehearsal | NotReady {
  const findings = blocking(validateFlow(material.document, material.facts));
  if (findings.length > 0) return { status: 'notReady', findings };
  const fresh: Rehearsal = {
    status: 'underWay',
    ...{ material, at, flow: prepareFlow(material.document), row: queuedRow },
    contact: { suppressed: null, lastInbound: {} },
    ...{ events: [], chosen: [] },
  };
  const { phone, values } = material.person;
  const ids = { rowId: 'rehearsal', executionId: 'rehearsal', campaignId: 'rehearsal', contactId: 'rehearsal' };
  return take(fresh, { kind: 'started', row: { ...ids, n: 0, line: null, batch: 0, phone, values } });
}

/** What follows when this happens; a choice that is not open at the moment changes nothing. */
export function choose(rehearsal: Rehearsal, choice: Choice): Rehearsal {
  const found = inputsOf(rehearsal, choice);
  if (!found) return rehearsal;
  const { at, contact, inputs } = found;
  const begun: Rehearsal = { ...rehearsal, at, contact, chosen: [...rehearsal.chosen, choice] };
  return inputs.reduce(take, begun);
}

/** The rehearsal as it was before the last choice. */
export function takeBack({ material, events, chosen }: Rehearsal): Rehearsal | NotReady {
  const first = begin(material, events[0]?.at ?? '1970-01-01T00:00:00.000Z');
  return first.status === 'notReady' ? first : chosen.slice(0, -1).reduce(choose, first);
}

function take(rehearsal: Rehearsal, input: RowInput): Rehearsal {
  const events = advance(rehearsal.row, input, contextOf(rehearsal));
  return {
    ...rehearsal,
    row: events.reduce(evolve, rehearsal.row),
    events: [...rehearsal.events, ...events.map((event) => ({ at: rehearsal.at, event }))],
  };
}

function contextOf({ material, flow, at, contact }: Rehearsal): RowContext {
  const { settings, disclosure, channels } = material;
  return {
    ...{ at, settings, disclosure, channels, flow, contact, run: 'running', hold: null },
    templates: new Map(material.templates.map((template) => [template.templateId, template])),
    agents: new Map(material.agents.map((agent) => [agent.agentId, agent])),
  };
}
