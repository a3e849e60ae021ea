import type { z } from 'zod';
import { connectionIdOf, type FlowDocument, type Step } from './document.ts';
import type { Finding, FlowFacts } from './finding.ts';
import { canTransfer, isLiveWay, reachedLive } from './live-call.ts';
import type { Port, StepDefinition } from './steps/definition.ts';
import { isStepType, stepDefinitions } from './steps.ts';

/** A step with what its type says of it; `config` is null while its settings do not fit their form. */
type Read = { readonly step: Step; readonly ports: readonly Port[]; readonly findings: readonly Finding[] };

/** Everything there is to say about a flow before it is published, in the order of its steps. */
export function validateFlow(document: FlowDocument, facts: FlowFacts): readonly Finding[] {
  const reads = Object.values(document.steps).map((step) => read(step, facts));
  return [
    ...checkShape(document),
    ...reads.flatMap((each) => [...each.findings, ...checkWays(each, document)]),
    ...checkPaths(document),
  ];
}

export function blocking(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ severity }) => severity === 'blocks');
}

function read(step: Step, facts: FlowFacts): Read {
  if (!isStepType(step.type)) {
    const sentence = `“${step.type}” is no step type of this version; remove the step, or update the product.`;
    return { step, ports: [], findings: [{ severity: 'blocks', code: 'UnknownStepType', step: step.id, sentence }] };
  }
  const definition = stepDefinitions[step.type] as unknown as StepDefinition<string, z.ZodType>;
  const parsed = definition.configSchema.safeParse(step.config);
  if (!parsed.success)
    return { step, ports: [], findings: parsed.error.issues.map((issue) => settingFinding(step, issue)) };
  return {
    step,
    ports: definition.ports(parsed.data),
    findings: definition.check(parsed.data, facts).map((found) => ({ ...found, step: step.id })),
  };
}

function settingFinding(step: Step, issue: z.core.$ZodIssue): Finding {
  const field = String(issue.path[0] ?? '');
  const found = JSON.stringify(step.config[field] ?? null);
  const missing = step.config[field] === undefined;
  return {
    severity: 'blocks',
    code: missing ? 'SettingMissing' : 'SettingInvalid',
    step: step.id,
    field,
    sentence: missing
      ? `${step.type} needs a value for “${field}”.`
      : `“${field}” of ${step.type} holds ${found.slice(0, 80)}; ${issue.message}.`,
  };
}

function checkShape({ steps }: FlowDocument): Finding[] {
  const starts = Object.values(steps).filter(({ type }) => type === 'Start');
  const ends = Object.values(steps).filter(({ type }) => type === 'End');
  const found: Finding[] = [];
  if (starts.length === 0)
    found.push({ severity: 'blocks', code: 'NoStart', sentence: 'The flow has no Start step; add one.' });
  for (const { id } of starts.slice(1))
    found.push({
      severity: 'blocks',
      code: 'SecondStart',
      step: id,
      sentence: `The flow has ${starts.length} Start steps; keep one.`,
    });
  if (ends.length === 0)
    found.push({
      severity: 'blocks',
      code: 'NoEnd',
      sentence: 'The flow has no End step; add one and lead a way to it.',
    });
  return found;
}

/** Every required port leads somewhere; every connection leaves a port that exists and ends at a step that exists. */
function checkWays({ step, ports, findings }: Read, document: FlowDocument): Finding[] {
  const leaving = Object.values(document.connections).filter(({ from }) => from === step.id);
  const found: Finding[] = [];
  for (const { name, required } of ports) {
    if (leaving.some(({ port }) => port === name)) continue;
    const sentence = required
      ? `The port “${name}” of ${step.type} “${step.id}” leads nowhere; connect it to the next step.`
      : `The port “${name}” of ${step.type} “${step.id}” leads nowhere: rows that leave by it end as failed.`;
    found.push({
      severity: required ? 'blocks' : 'warns',
      code: 'PortLeadsNowhere',
      step: step.id,
      port: name,
      sentence,
    });
  }
  const known = findings.length > 0 && ports.length === 0 ? null : new Set(ports.map(({ name }) => name));
  for (const connection of leaving) {
    const dangling = !document.steps[connection.to];
    if (!dangling && (known === null || known.has(connection.port))) continue;
    const sentence = dangling
      ? `The connection ${connectionIdOf(connection)} ends at a step that does not exist; remove it.`
      : `The connection ${connectionIdOf(connection)} leaves a port that ${step.type} does not have; remove it.`;
    found.push({ severity: 'blocks', code: 'ConnectionDangles', step: step.id, port: connection.port, sentence });
  }
  return found;
}

/** What can be said only by following the ways: reach, ends, loops, and whether the 24-hour window can be open. */
function checkPaths(document: FlowDocument): Finding[] {
  const start = Object.values(document.steps).find(({ type }) => type === 'Start');
  if (!start) return [];
  const reached = reachable(document, start.id, () => true);
  const withoutReply = reachable(
    document,
    start.id,
    (from, port) => !(document.steps[from]?.type === 'WaitForResponse' && port === 'replied'),
  );
  const hurried = waysWithoutWaiting(document);
  const found: Finding[] = [];
  for (const step of Object.values(document.steps)) {
    if (!reached.has(step.id))
      found.push({
        severity: 'blocks',
        code: 'StepUnreachable',
        step: step.id,
        sentence: `No way leads to ${step.type} “${step.id}”; connect it or remove it.`,
      });
    else if (step.type === 'SendMessage' && withoutReply.has(step.id))
      found.push(windowFinding(step, afterReply(document, reached, step.id)));
    else if (step.type === 'VoiceTransfer') found.push(...transferFindings(document, reached, step));
    if (loopsWithoutWaiting(hurried, step.id))
      found.push({
        severity: 'warns',
        code: 'LoopWithoutWait',
        step: step.id,
        sentence: `A loop through “${step.id}” has no waiting step; a row leaves it after 100 rounds.`,
      });
  }
  if (
    ![...reached].some((id) => document.steps[id]?.type === 'End') &&
    Object.values(document.steps).some(({ type }) => type === 'End')
  )
    found.push({ severity: 'blocks', code: 'EndUnreachable', sentence: 'No way leads from Start to an End step.' });
  return found;
}

function windowFinding({ id }: Step, sometimesOpen: boolean): Finding {
  const sentence = sometimesOpen
    ? `Some ways reach SendMessage “${id}” before the contact has answered; there the message is not sent, since the 24-hour window is closed.`
    : `SendMessage “${id}” stands before any answer of the contact, where WhatsApp takes no free text; use a template, or wait for a response first.`;
  return {
    severity: sometimesOpen ? 'warns' : 'blocks',
    code: 'WindowCannotBeOpen',
    step: id,
    field: 'text',
    sentence,
  };
}

/** A call can be handed over only while it is open: right behind the step in which it was answered. */
function transferFindings(document: FlowDocument, reached: ReadonlySet<string>, { id }: Step): Finding[] {
  const calls = Object.values(document.steps).filter((step) => reached.has(step.id) && canTransfer(document, step.id));
  const live = new Set(calls.flatMap((step) => [step.id, ...reachedLive(document, step.id)]));
  const ways = Object.values(document.connections).filter(({ from, to }) => to === id && reached.has(from));
  const open = ways.filter(({ from, port }) => live.has(from) && isLiveWay(document, from, port));
  if (open.length === ways.length) return [];
  const sentence =
    open.length === 0
      ? `VoiceTransfer “${id}” stands where no call is open; put it right behind a VoiceCall or WaitInboundCall.`
      : `Some ways reach VoiceTransfer “${id}” without an open call; there it is left by “notTransferred”.`;
  return [{ severity: open.length === 0 ? 'blocks' : 'warns', code: 'NoOpenCall', step: id, sentence }];
}

/** Whether some way to the step passes an answer. */
function afterReply(document: FlowDocument, reached: ReadonlySet<string>, id: string): boolean {
  return Object.values(document.connections).some(
    ({ from, port, to }) =>
      reached.has(from) &&
      port === 'replied' &&
      document.steps[from]?.type === 'WaitForResponse' &&
      reachable(document, to, () => true).has(id),
  );
}

/** Where each step leads, of the steps that do not wait. */
function waysWithoutWaiting({ steps, connections }: FlowDocument): ReadonlyMap<string, readonly string[]> {
  const waits = (step: string): boolean =>
    ['WaitForResponse', 'WaitInboundCall', 'Delay'].includes(steps[step]?.type ?? '');
  const ways = new Map<string, string[]>();
  for (const { from, to } of Object.values(connections))
    if (!waits(from) && !waits(to)) ways.set(from, [...(ways.get(from) ?? []), to]);
  return ways;
}

function loopsWithoutWaiting(ways: ReadonlyMap<string, readonly string[]>, id: string): boolean {
  const seen = new Set<string>();
  const queue = [id];
  for (let at = queue.pop(); at !== undefined; at = queue.pop())
    for (const to of ways.get(at) ?? []) {
      if (to === id) return true;
      if (!seen.has(to)) queue.push(to);
      seen.add(to);
    }
  return false;
}

function reachable(
  document: FlowDocument,
  start: string,
  passes: (from: string, port: string) => boolean,
): ReadonlySet<string> {
  const reached = new Set([start]);
  const ways = new Map<string, { port: string; to: string }[]>();
  for (const { from, port, to } of Object.values(document.connections))
    ways.set(from, [...(ways.get(from) ?? []), { port, to }]);
  const queue = [start];
  for (let at = queue.pop(); at !== undefined; at = queue.pop())
    for (const { port, to } of ways.get(at) ?? [])
      if (!reached.has(to) && document.steps[to] && passes(at, port)) {
        reached.add(to);
        queue.push(to);
      }
  return reached;
}
