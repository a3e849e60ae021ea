import { once } from 'node:events';
import { rmSync } from 'node:fs';

export default async function stopProduct() {
  const { child, folder } = globalThis.journeyProduct;
  if (child.exitCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
}
