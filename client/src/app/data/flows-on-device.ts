import { inject, Injectable, signal, type DestroyRef, type Signal } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { filter, firstValueFrom } from 'rxjs';
import type { Json } from '#contracts/flow/document';
import type { EditOutcome, UndoOutcome } from './edit-outcome.ts';
import type { Change, FlowDesk, FlowOnDevice } from './flow-desk.ts';
import { pendingAsJson } from './pending-as-json.ts';
import { sendAgain } from './set-aside.ts';
import { Session } from './session.ts';
import { SyncOverview } from './sync-overview.ts';
import { ThisDevice } from './this-device.ts';

/**
 * A flow that is open in this tab. Everything works without a network; nothing of it throws: what was not saved or not
 * taken back says why, and the page shows it.
 */
export type OpenFlow = {
  /** Undefined until it was read from the disk, for some milliseconds. */
  readonly flow: Signal<FlowOnDevice | undefined>;
  /**
   * Makes edits: one piece of work, and one step of undo. They are in `flow` as soon as this returns; they are saved when
   * the promise says so. With a function the edits are made of the flow as it stands at that moment.
   */
  edit(change: Change): Promise<EditOutcome>;
  /** Takes one's own last piece of work back, also one from before a reload. Never another person's. */
  undo(): Promise<UndoOutcome>;
  redo(): Promise<UndoOutcome>;
  /** Settles a clash: mine, theirs, or theirs with another value put in its place. */
  resolve(conflictId: string, choice: 'mine' | 'theirs' | { readonly edited: Json }): Promise<UndoOutcome>;
  /** Takes back a line of `merged`. */
  undoMerged(rev: number): Promise<UndoOutcome>;
  /** The person has read `merged`: the list is emptied. */
  forgetMerged(): Promise<void>;
  /**
   * While a gesture runs (a drag, a pinch, text being typed on the canvas) `flow` stays as it is; what came meanwhile is
   * shown when the returned function is called. Edits made meanwhile are saved all the same.
   */
  hold(): () => void;
  /** Tries again to send what the server did not take. */
  sendAgain(): Promise<void>;
  close(): Promise<void>;
};

const notAllowed = { saved: false, why: 'not-allowed' } as const;
const notDone = { done: false, why: 'not-allowed' } as const;

/** The flows this device has, and how they are edited. */
@Injectable({ providedIn: 'root' })
export class FlowsOnDevice {
  readonly #session = inject(Session);
  readonly #overview = inject(SyncOverview);
  readonly #thisDevice = inject(ThisDevice);
  readonly #device$ = toObservable(this.#thisDevice.device).pipe(filter((device) => device !== null));

  /**
   * Opens a flow for as long as `until` lives (a page's DestroyRef), or until it is closed. It is fetched if it is not
   * here, kept in step while there is a network, and readable and editable without one from then on.
   *
   * @example readonly #open = inject(FlowsOnDevice).open(this.flowId(), { until: inject(DestroyRef) });
   */
  open(flowId: string, { name = '', until }: { readonly name?: string; readonly until?: DestroyRef } = {}): OpenFlow {
    const flow = signal<FlowOnDevice | undefined>(undefined);
    let desk: FlowDesk | null = null;
    let closed = false;
    const opened = firstValueFrom(this.#device$, { defaultValue: null }).then(async (device) => {
      // The app ended before anything was kept: nobody waits for this any more.
      if (!device) return new Promise<FlowDesk>(() => undefined);
      const made = await device.openFlow(flowId, name);
      if (closed) await made.close();
      else
        made.subscribe((now) => {
          flow.set(now);
          const { waiting, saving } = now;
          this.#overview.tell(flowId, { waiting, saving });
        });
      desk = made;
      return made;
    });
    /** At once where it can be, so that an edit is seen before anything else happens. */
    const on = <T>(act: (at: FlowDesk) => Promise<T>): Promise<T> => (desk ? act(desk) : opened.then(act));
    const mayEdit = (): boolean => this.#session.may('editFlows');
    const taking = (act: (at: FlowDesk) => Promise<UndoOutcome>): Promise<UndoOutcome> =>
      mayEdit() ? on(act) : Promise.resolve(notDone);
    const close = async (): Promise<void> => {
      if (closed) return;
      closed = true;
      this.#overview.tell(flowId, null);
      await desk?.close();
    };
    until?.onDestroy(() => void close());
    return {
      flow: flow.asReadonly(),
      edit: (change) => (mayEdit() ? on((at) => at.edit(change)) : Promise.resolve(notAllowed)),
      undo: () => taking((at) => at.undo()),
      redo: () => taking((at) => at.redo()),
      resolve: (conflictId, choice) => taking((at) => at.resolve(conflictId, choice)),
      undoMerged: (rev) => taking((at) => at.undoMerged(rev)),
      forgetMerged: () => on((at) => at.forgetMerged()),
      hold: () => desk?.hold() ?? (() => undefined),
      sendAgain: async () => {
        const device = this.#thisDevice.device();
        if (device) await sendAgain(device.db, flowId);
      },
      close,
    };
  }

  /** Every edit on this device that the server has not confirmed, waiting or set aside, as the text of a JSON file. */
  async pendingAsJson(): Promise<string> {
    const device = this.#thisDevice.device();
    return device ? pendingAsJson(device.db, Date.now()) : '[]';
  }

  /** Throws away an edit that was set aside, once its person has said so. */
  async discard(opId: string): Promise<void> {
    await this.#thisDevice.device()?.db.quarantine.delete(opId);
  }
}
