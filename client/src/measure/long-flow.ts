import type { Connection, Step } from '#contracts/flow/document';

export type LongFlow = { readonly steps: readonly Step[]; readonly connections: readonly Connection[] };

/** A flow of so many steps, the same every time, with 1.13 connections a step: rows of twenty, read like a page. */
export function longFlow(count: number): LongFlow {
  const steps = Array.from({ length: count }, (_, i): Step => {
    const type = i === 0 ? 'Start' : i % 5 === 4 ? 'WaitForResponse' : 'SendTemplate';
    return { id: `s${i}`, type, x: (i % 20) * 300, y: Math.floor(i / 20) * 220, config: {} };
  });
  const connections = steps.flatMap(({ id, type }, i): Connection[] => {
    const port = type === 'Start' ? 'next' : type === 'WaitForResponse' ? 'replied' : 'sent';
    const on = i + 1 < count ? [{ from: id, port, to: `s${i + 1}` }] : [];
    const across = i % 8 === 3 && i + 20 < count ? [{ from: id, port: 'failed', to: `s${i + 20}` }] : [];
    return [...on, ...across];
  });
  return { steps, connections };
}
