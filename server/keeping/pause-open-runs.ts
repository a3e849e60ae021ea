import type { CampaignExecutionStarted } from '#contracts/campaign/events';
import { execution } from '#contracts/execution/execution';
import type { ExecutionEvent, ExecutionStarted } from '#contracts/execution/events';
import type { Execution } from '#contracts/execution/state';
import { isRefusal } from '#contracts/kernel/command';
import type { Asked } from '#contracts/kernel/command';
import type { Event, Instant } from '#contracts/kernel/event';

type Run = { state: Execution; revision: number; readonly started: ExecutionStarted['data'] | null };

/** What is to be appended so that a run comes back paused. */
export type Pausing = { readonly stream: string; readonly after: number; readonly events: readonly ExecutionEvent[] };

/**
 * Follows the runs of a history that is being put back, and says at its end what pauses those that were open. One whose
 * campaign had only just asked for it begins, and is paused at once.
 */
export function openRuns() {
  const runs = new Map<string, Run>();
  const runOf = (executionId: string): Run =>
    runs.get(executionId) ?? { state: execution.initial, revision: -1, started: null };

  return {
    hear(event: Event): void {
      if (event.type === 'CampaignExecutionStarted') {
        const { checklist: _looked, ...started } = (event as CampaignExecutionStarted).data;
        runs.set(started.executionId, { ...runOf(started.executionId), started });
      }
      if (!isOfExecution(event)) return;
      const { executionId } = event.data;
      const run = runOf(executionId);
      const state = execution.evolve(run.state, event);
      if (state.status === 'completed' || state.status === 'stopped') runs.delete(executionId);
      else runs.set(executionId, { ...run, state, revision: run.revision + 1 });
    },
    pause(sentence: string, asked: Asked): readonly Pausing[] {
      return [...runs].flatMap(([executionId, run]) => {
        const events = pausing(run, sentence, asked);
        return events.length > 0 ? [{ stream: `execution-${executionId}`, after: run.revision, events }] : [];
      });
    },
  };
}

/** The sentence that a paused run shows. */
export function pauseSentence(until: Instant | null): string {
  return `The installation was restored from a backup that ends at ${until ?? 'its beginning'}. What was sent since then has been looked up with the carriers; look at the run, and resume it.`;
}

const executionTypes = new Set<string>([
  ...['ExecutionStarted', 'BatchAdmitted', 'ExecutionPauseAsked', 'ExecutionPaused', 'ExecutionResumed'],
  ...['ExecutionStopAsked', 'ExecutionStopped', 'ExecutionCompleted'],
]);

function isOfExecution(event: Event): event is ExecutionEvent {
  return executionTypes.has(event.type);
}

function pausing({ state, started }: Run, sentence: string, asked: Asked): ExecutionEvent[] {
  const events: ExecutionEvent[] = [];
  let now = state;
  const commands = [
    // Which rows a run tries again is listed when it begins, by the runner: such a run is not begun here.
    ...(state.status === 'missing' && started?.retryOf === null
      ? [{ type: 'BeginExecution', data: started } as const]
      : []),
    { type: 'PauseExecution', data: { cause: 'restored', sentence } } as const,
  ];
  for (const command of commands) {
    const decision = execution.decide(command, now, asked);
    // A run that is being stopped is refused: it only ends, and sends nothing.
    if (isRefusal(decision)) continue;
    events.push(...decision);
    now = decision.reduce(execution.evolve, now);
  }
  return events;
}
