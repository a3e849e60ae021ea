import { DestroyRef, effect, inject, type Signal, signal } from '@angular/core';
import type { Finding, FlowFacts } from '#contracts/flow/finding';
import { documentOf } from '#contracts/flow/evolve';
import type { FlowState } from '#contracts/flow/state';
import { validateFlow } from '#contracts/flow/validate';

/** How long nothing is edited before the flow is looked through. Milliseconds. */
const pause = 250;

/** What validation says of the flow as it stands, a moment after it stands so: a large flow takes longer than a frame. */
export function liveFindings(flow: Signal<FlowState>, facts: Signal<FlowFacts>): Signal<readonly Finding[]> {
  const findings = signal<readonly Finding[]>([]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const [now, against] = [flow(), facts()];
    clearTimeout(timer);
    timer = setTimeout(() => findings.set(validateFlow(documentOf(now), against)), pause);
  });
  inject(DestroyRef).onDestroy(() => clearTimeout(timer));
  return findings.asReadonly();
}
