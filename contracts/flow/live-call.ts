import type { FlowDocument } from './document.ts';

/** The ports by which a step is left while its call is still open. */
const livePorts: Readonly<Record<string, readonly string[]>> = {
  VoiceCall: ['answered'],
  WaitInboundCall: ['called'],
  VoiceTransfer: ['notTransferred'],
};

/** Steps that are passed in an instant, so that an open call is still open behind them. */
const instant: readonly string[] = ['Condition', 'ResponseBranch'];

/** Whether a step with an open call still has it when it is left by this port. */
export function isLiveWay(document: FlowDocument, step: string, port: string): boolean {
  const type = document.steps[step]?.type ?? '';
  return livePorts[type]?.includes(port) ?? instant.includes(type);
}

/** The steps that are reached from a step while its call is open. */
export function reachedLive(document: FlowDocument, from: string): ReadonlySet<string> {
  const typeOf = (id: string): string => document.steps[id]?.type ?? '';
  const goesOn = (id: string): boolean => instant.includes(typeOf(id)) || typeOf(id) === 'VoiceTransfer';
  const reached = new Set<string>();
  const queue = [from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop())
    for (const { from: source, port, to } of Object.values(document.connections)) {
      if (source !== at || reached.has(to) || !isLiveWay(document, source, port)) continue;
      reached.add(to);
      if (goesOn(to)) queue.push(to);
    }
  return reached;
}

/** Whether the call of a step may come to a VoiceTransfer while it is open. */
export function canTransfer(document: FlowDocument, step: string): boolean {
  if (!livePorts[document.steps[step]?.type ?? '']) return false;
  return [...reachedLive(document, step)].some((id) => document.steps[id]?.type === 'VoiceTransfer');
}
