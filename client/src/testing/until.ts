/** Waits for a fact of a page that comes by itself. The test's own time limit ends the waiting. */
export async function until(fact: () => boolean): Promise<void> {
  while (!fact()) await new Promise((resolve) => requestAnimationFrame(resolve));
}
