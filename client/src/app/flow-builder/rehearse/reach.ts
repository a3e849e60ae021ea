type Counted = {
  readonly looked: number;
  readonly contacted: number;
  readonly later: number;
  readonly skipped: readonly { readonly reason: string; readonly rows: number }[];
};

/** One part of the people of a data set; `share` of all of them, from 0 to 1. */
export type Part = { readonly kind: 'contacted' | 'later' | 'skipped'; readonly rows: number; readonly share: number };

/** What a dry run counted, as it is drawn: parts of one whole, and of those who are left out each reason by its share. */
export function reachOf({ looked, contacted, later, skipped }: Counted) {
  const share = (rows: number): number => (looked === 0 ? 0 : rows / looked);
  const left = skipped.reduce((sum, { rows }) => sum + rows, 0);
  const parts: readonly Part[] = (
    [
      ['contacted', contacted],
      ['later', later],
      ['skipped', left],
    ] as const
  ).map(([kind, rows]) => ({ kind, rows, share: share(rows) }));
  return {
    parts,
    skipped: left,
    reasons: skipped.map(({ reason, rows }) => ({ reason, rows, share: left === 0 ? 0 : rows / left })),
  };
}
