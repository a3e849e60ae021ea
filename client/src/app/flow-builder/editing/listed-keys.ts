import type { StepWords } from '#client/flow-builder/step-words';
import type { Shortcut } from '#client/ui/shortcuts';
import { keyTable } from './keys.ts';

/** The canvas takes its keys itself, while it has the focus; so they are listed for whoever asks. */
export function listedKeys(words: StepWords): readonly Shortcut[] {
  return keyTable.map(({ command, keys: [first] }) => ({
    keys: named(first),
    label: () => words.t(`keys.${command}`),
  }));
}

function named(keys: string): string {
  return keys
    .split('+')
    .map((key) => ({ mod: 'Control', shift: 'Shift', ' ': 'Space' })[key] ?? key)
    .map((key) => (key.length > 1 ? `${key.charAt(0).toUpperCase()}${key.slice(1)}` : key))
    .join('+');
}
