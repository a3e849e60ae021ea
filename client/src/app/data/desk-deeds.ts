import type { Json } from '#contracts/flow/document';
import type { Body } from '#contracts/flow/operation';
import type { FlowState } from '#contracts/flow/state';
import { undoNow } from '#contracts/flow/undo';
import { settling } from './conflict-cards.ts';
import type { DeviceDatabase, UndoRow } from './device-database.ts';
import type { EditOutcome, UndoOutcome } from './edit-outcome.ts';
import type { UndoChange } from './append-edits.ts';
import type { Stored } from './read-stored.ts';

/** Makes edits that are one piece of work, and says what becomes of the stacks of undo and redo. */
export type Make = (bodies: readonly Body[], stacks: Omit<UndoChange, 'steps'>) => Promise<EditOutcome>;

type Parts = {
  readonly db: DeviceDatabase;
  readonly flowId: string;
  readonly me: string;
  readonly make: Make;
  readonly view: () => FlowState;
  /** The flow as it is stored, once everything before is saved. */
  readonly isRead: () => Promise<Stored | null>;
};

const asNewWork = { takes: null, onto: 'undo' } as const;

/** What is done to a flow by edits that are worked out here: taking back, making again, settling. */
export function createDeeds({ db, flowId, me, make, view, isRead }: Parts) {
  const told = async (making: Promise<EditOutcome>): Promise<UndoOutcome> => {
    const outcome = await making;
    return outcome.saved ? { done: true } : { done: false, why: outcome.why };
  };

  const back = async (from: UndoRow['stack']): Promise<UndoOutcome> => {
    const entry = (await isRead())?.[from];
    if (!entry) return { done: false, why: 'nothing' };
    const bodies = undoNow(view(), entry.steps, me);
    if (bodies) return told(make(bodies, { takes: entry.n, onto: from === 'undo' ? 'redo' : 'undo' }));
    await db.undo.delete(entry.n);
    return { done: false, why: 'changed-since' };
  };

  return {
    undo: (): Promise<UndoOutcome> => back('undo'),
    redo: (): Promise<UndoOutcome> => back('redo'),
    /** Settles a clash as it is seen now. */
    resolve: async (
      conflictId: string,
      choice: 'mine' | 'theirs' | { readonly edited: Json },
    ): Promise<UndoOutcome> => {
      const bodies = settling(view(), conflictId, choice);
      return bodies ? told(make(bodies, asNewWork)) : { done: false, why: 'nothing' };
    },
    /** Takes back what somebody else did while this device was away; an ordinary edit. */
    undoMerged: async (rev: number): Promise<UndoOutcome> => {
      const row = await db.merged.get([flowId, rev]);
      const bodies = row && row.undo.length > 0 ? undoNow(view(), row.undo, me) : null;
      if (!bodies) return { done: false, why: row ? 'changed-since' : 'nothing' };
      const outcome = await told(make(bodies, asNewWork));
      if (outcome.done) await db.merged.delete([flowId, rev]);
      return outcome;
    },
    /** The person has read what was merged. */
    forgetMerged: async (): Promise<void> => {
      await db.merged.where('[flowId+rev]').between([flowId, 0], [flowId, Infinity]).delete();
    },
  };
}
