import type { SendAnswer } from '#contracts/carrier';
import { execution } from '#contracts/execution/execution';
import type { Instant } from '#contracts/kernel/event';
import { handleCommand } from '#server/engine/commands/handle-command';
import type { Log } from '#server/engine/log/log';

type Parts = { readonly log: Log; readonly now: () => Instant; readonly report: (fault: Error) => void };

/** So many attempts of a run in a row without any answer: its carrier is gone, not just slow once. */
const silentAttempts = 20;

/** Pauses a run whose carrier does not answer any more, before all of its rows hang in the air. */
export function createOutageWatch({ log, now, report }: Parts) {
  const silent = new Map<string, number>();

  const pause = async (executionId: string): Promise<void> => {
    const sentence = `The carrier did not answer ${silentAttempts} attempts in a row; the run goes on by itself when it does.`;
    const at = now();
    await handleCommand({
      ...{ log, decider: execution, id: executionId },
      command: { type: 'PauseExecution', data: { cause: 'carrierUnavailable', sentence } },
      provenance: { commandId: `outage ${executionId} ${at}`, correlationId: executionId, by: 'system:runner', at },
    });
  };

  return {
    answered(executionId: string, answer: SendAnswer): void {
      if (answer.answer !== 'unknown') {
        silent.delete(executionId);
        return;
      }
      const times = (silent.get(executionId) ?? 0) + 1;
      silent.set(executionId, times);
      if (times % silentAttempts !== 0) return;
      pause(executionId).catch((error: unknown) => {
        report(error as Error);
      });
    },
  };
}
