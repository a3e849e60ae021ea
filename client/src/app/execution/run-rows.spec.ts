import { signal } from '@angular/core';
import { beforeEach, expect, test } from '@jest/globals';
import type { Fact, RowsFact } from '#contracts/wire/facts';
import { serverAnswers } from '#app-testing/server';
import { showPage } from '#app-testing/show-page';
import { until } from '#app-testing/until';
import { LiveFacts } from '#client/data/live-facts';
import { routes } from './routes.ts';

beforeEach(() => {
  localStorage.clear();
  localStorage.setItem('ai-flows.person', JSON.stringify({ personId: 'a', role: 'operator', name: 'A', email: null }));
});

const run = {
  ...{ execution_id: 'e1', campaign_id: 'c1', flow_id: 'f1', flow_version: 2, data_set_id: 'd1', retry_of: null },
  ...{ status: 'running', pause_cause: null, pause_sentence: null, settings: {}, starts_at: null, position: 1 },
  ...{ started_by: 'person-a', started_at: '2026-11-02T10:00:00Z', ended_at: null, rows: 1, started: 1, completed: 0 },
  ...{ failed: 0, suppressed: 0, opted_out: 0, stopped: 0, delivered: 0 },
};
const row = {
  ...{ row_id: 'e1_0', n: 0, file_row: 3, step: 's', waiting_until: null, deferred_because: null, label: null },
  ...{ reason: null, attempts: 1, in_doubt: false, delivered: false, read: false, replied: false },
};

test('rows are fetched anew when more have moved than were told, also where the run itself moves meanwhile', async () => {
  let asked = 0;
  serverAnswers({
    'GET /api/executions/e1': { body: run },
    'GET /api/executions/e1/rows?limit=50': () => {
      asked += 1;
      const now = asked === 1 ? { status: 'open', outcome: null } : { status: 'ended', outcome: 'completed' };
      return { body: { rows: [{ ...row, ...now, position: asked }], next: null } };
    },
  });
  let moved: (fact: RowsFact) => void = () => undefined;
  const facts = signal<ReadonlyMap<string, Fact>>(new Map());
  const watch: LiveFacts['watch'] = (_room, besides) => {
    moved = besides?.rows ?? moved;
    return { facts: facts.asReadonly() as ReturnType<LiveFacts['watch']>['facts'], live: signal(true) };
  };
  const page = await showPage([{ path: 'campaigns/:campaignId/execution', children: routes }], {
    ...{ at: '/campaigns/c1/execution/e1', providers: [{ provide: LiveFacts, useValue: { watch } }] },
  });
  const state = (): string => page.querySelector('app-run-rows td .state')?.textContent ?? '';
  await until(() => state() === 'Under way');
  expect(page.querySelector('app-run-rows td a')?.textContent.trim()).toBe('3');

  moved({ kind: 'rows', execution_id: 'e1', rows: [], more: true });
  facts.set(new Map([['execution e1', { ...run, kind: 'execution', delivered: 1, position: 2 } as unknown as Fact]]));
  await until(() => state() === 'Completed');
});
