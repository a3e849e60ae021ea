/** Of Web Locks what is used here; undefined where the page came over plain HTTP, which has none. */
export type Locks = {
  request(
    name: string,
    options: { readonly mode?: 'shared'; readonly signal?: AbortSignal },
    hold: () => Promise<unknown>,
  ): Promise<unknown>;
  query(): Promise<{ readonly held?: readonly { readonly name?: string }[] }>;
};

/**
 * Which flows are open in any tab of this person. Each open flow is a shared Web Lock, which the browser lets go when its
 * tab ends, however it ends. Without Web Locks (a page that came over plain HTTP) each tab knows its own.
 */
export function createOpenFlows(personId: string, locks: Locks | undefined) {
  const prefix = `open:${personId}:`;
  const own = new Map<string, { count: number; readonly letGo: () => void }>();

  return {
    open: (flowId: string): void => {
      const known = own.get(flowId);
      if (known) known.count += 1;
      else {
        let letGo: () => void = () => undefined;
        const closed = new Promise<void>((resolve) => {
          letGo = resolve;
        });
        own.set(flowId, { count: 1, letGo });
        void locks?.request(`${prefix}${flowId}`, { mode: 'shared' }, () => closed);
      }
    },
    close: (flowId: string): void => {
      const known = own.get(flowId);
      if (!known) return;
      known.count -= 1;
      if (known.count > 0) return;
      own.delete(flowId);
      known.letGo();
    },
    /** The flows that are open in any tab. */
    all: async (): Promise<ReadonlySet<string>> => {
      const held = (await locks?.query())?.held ?? [];
      const others = held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : []));
      return new Set([...own.keys(), ...others]);
    },
  };
}

export type OpenFlows = ReturnType<typeof createOpenFlows>;
