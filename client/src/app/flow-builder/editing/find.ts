import type { Json, Step } from '#contracts/flow/document';

export type Found = { readonly step: Step; readonly field: string | null; readonly excerpt: string };

/** Every step whose name or settings hold the words, and where; without regard to case and accents. */
export function findInFlow(steps: Iterable<Step>, words: string, nameOf: (step: Step) => string): readonly Found[] {
  const wanted = plain(words.trim());
  if (wanted === '') return [];
  const found: Found[] = [];
  for (const step of steps) {
    const name = nameOf(step);
    if (plain(name).includes(wanted)) found.push({ step, field: null, excerpt: name });
    for (const [field, value] of Object.entries(step.config)) {
      const text = textsIn(value).find((each) => plain(each).includes(wanted));
      if (text !== undefined) found.push({ step, field, excerpt: excerptOf(text, wanted) });
    }
  }
  return found;
}

/** Ids of channels, templates and agents are no words that a person looks for. */
const isId = /^[0-9a-f-]{20,}$/i;

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return isId.test(value) ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function excerptOf(text: string, wanted: string): string {
  const at = Math.max(0, plain(text).indexOf(wanted) - 20);
  const part = text
    .slice(at, at + 60)
    .replace(/\s+/g, ' ')
    .trim();
  return `${at > 0 ? '…' : ''}${part}${at + 60 < text.length ? '…' : ''}`;
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
