/** A row is one contact in one execution; its number counts from 0. */
export function rowIdOf(executionId: string, n: number): string {
  return `${executionId}_${n}`;
}

export function rowStreamOf(executionId: string, n: number): string {
  return `row-${rowIdOf(executionId, n)}`;
}

/** The k-th attempt (from 1) of a row. The id holds nothing about the person. */
export function attemptIdOf(rowId: string, k: number): string {
  return `${rowId}.${k}`;
}

/** The row an attempt belongs to, or null when the text is no attempt id of ours. */
export function rowOfAttempt(
  attemptId: string,
): { readonly rowId: string; readonly executionId: string; readonly n: number; readonly k: number } | null {
  const found = /^([0-9a-f-]{36})_(\d{1,9})\.(\d{1,4})$/.exec(attemptId);
  if (!found) return null;
  const executionId = found[1] ?? '';
  const n = Number(found[2]);
  return { rowId: rowIdOf(executionId, n), executionId, n, k: Number(found[3]) };
}
