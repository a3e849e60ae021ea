/** Angular's worker, and what stands around it. */
export const workerScript = 'worker.js';

/**
 * Has the worker serve this page. It claims every page when it becomes active, and misses one that is being loaded just
 * then, or was loaded past it: without a network that page would miss what it has not opened yet, until it is loaded again.
 */
export function claimPage(): void {
  // Only there when the page came over HTTPS or from this very machine.
  const worker = (navigator as Partial<Navigator>).serviceWorker;
  void worker?.ready.then(({ active }) => {
    if (!worker.controller) active?.postMessage('claim');
  });
}
