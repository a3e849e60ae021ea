import type { DataSetTotals } from './prepare.ts';

export type Totals = {
  readonly status: string;
  readonly rows: number;
  readonly contacted: number;
  readonly delivered: number;
  readonly read: number;
  readonly replied: number;
  readonly completed: number;
  readonly failed: number;
  readonly suppressed: number;
  readonly opted_out: number;
  readonly stopped: number;
  readonly in_doubt: number;
  readonly calls: number;
};

export type Report = {
  readonly totals: Totals;
  readonly outcomes: readonly { readonly outcome: string; readonly completed: boolean; readonly rows: number }[];
  readonly decisions: readonly { readonly verdict: string; readonly reason: string; readonly decisions: number }[];
};

/** Rows of which nothing more is to be expected. */
export function endedRows({ completed, failed, suppressed, opted_out, stopped }: Totals): number {
  return completed + failed + suppressed + opted_out + stopped;
}

/** The line that ends the demo with --json. `failed` is every final state but completed; together they are `accepted`. */
export function summaryOf(
  { rows, accepted, rejected, duplicates }: DataSetTotals,
  { totals }: Report,
  seconds: number,
) {
  const { contacted, delivered, replied, completed, calls } = totals;
  return {
    rows,
    accepted,
    rejected,
    duplicates,
    contacted,
    delivered,
    replied,
    completed,
    failed: accepted - completed,
    calls,
    seconds,
  };
}

/** The report as text, with the numbers under each other. */
export function reportText(
  set: Pick<DataSetTotals, 'rows' | 'accepted' | 'rejected' | 'duplicates'>,
  { totals, outcomes, decisions }: Report,
): string {
  const line = (words: string, value: number): string =>
    `  ${words.padEnd(38)}${value.toLocaleString('en').padStart(12)}`;
  return [
    ...[
      '',
      'The file',
      line('rows', set.rows),
      line('accepted', set.accepted),
      line('rejected', set.rejected),
      line('duplicates', set.duplicates),
    ],
    ...[
      '',
      'Contacts (SANDBOX: nobody was reached)',
      line('contacted', totals.contacted),
      line('delivered', totals.delivered),
    ],
    ...[
      line('read', totals.read),
      line('replied', totals.replied),
      line('completed', totals.completed),
      line('in doubt', totals.in_doubt),
    ],
    ...[
      '',
      'How they ended',
      ...outcomes.map((each) => line(each.completed ? each.outcome : said(each.outcome), each.rows)),
    ],
    ...[
      '',
      'Why contacts were made or not',
      ...decisions.map(({ verdict, reason, decisions: n }) => line(`${said(verdict)}: ${inWords(reason)}`, n)),
      '',
    ],
  ].join('\n');
}

/** What is better said otherwise than by its code. */
const sayings: Readonly<Record<string, string>> = {
  suppressed: 'not contacted, as they asked earlier',
  optedOut: 'asked not to be contacted again',
  stopped: 'ended as the run was stopped',
  sent: 'contacted',
  skipped: 'not contacted',
  blocked: 'not contacted',
  deferred: 'not yet',
};

function said(code: string): string {
  return sayings[code] ?? inWords(code);
}

/** A code is words written together. */
function inWords(code: string): string {
  return code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
