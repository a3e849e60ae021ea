import { describe, expect, test } from '@jest/globals';
import { eventExamples, personalFields } from '#contracts/registry';
import { projections } from './all.ts';
import { reportingSql } from './reporting.ts';

/** Events that no read table needs, and why. */
const ignored: Readonly<Record<string, string>> = {
  ExecutionStarted: 'says nothing that CampaignExecutionStarted has not said',
  ExecutionRowsListed: 'which rows are tried again is for the runner; the report counts them as rows of their own run',
  DoubtResolved: 'what became of the attempt stands with its row',
  NumberAssigned: 'whose a number is stands with the channels',
  NumberReleased: 'whose a number is stands with the channels',
  InstallationRestored: 'concerns the runner only',
  InstallationReconciled: 'concerns the runner only',
  OutreachRecovered: 'concerns the runner only',
  RecoveredOutreachAdopted: 'the row that adopts it says so itself',
  PasswordSet: 'a secret of the person',
  SignInLinkIssued: 'a secret of the person',
  TokenIssued: 'a secret of the person; what it may do is read from the log',
  TokenRevoked: 'a secret of the person; what it may do is read from the log',
};

/** Columns that are called like a person's data and hold the organisation's own. */
const notOfPersons = ['name', 'variables', 'number'];

const handled = new Set(projections.flatMap(({ handles }) => handles));

describe('read tables', () => {
  test.each(Object.keys(eventExamples))('%s is projected, or expressly ignored', (type) => {
    expect([handled.has(type), type in ignored].filter(Boolean)).toHaveLength(1);
  });
  test('handle only events that there are', () => {
    expect([...handled].filter((type) => !(type in eventExamples))).toEqual([]);
  });
  test('have names of their own', () => {
    const tables = projections.flatMap((projection) => projection.tables);
    expect(new Set(tables).size).toBe(tables.length);
  });
  test('have no column that is named like a marked field of a person', () => {
    const marked = new Set(Object.values(personalFields).flatMap((marks) => marks.flatMap(({ fields }) => fields)));
    for (const { ddl, name } of projections) {
      const columns = [...ddl.matchAll(/^ {2}(\w+) /gm)].map(([, column]) => column ?? '');
      const shared = columns.filter((column) => marked.has(column) && !notOfPersons.includes(column));
      expect([name, shared]).toEqual([name, []]);
    }
  });
  test('and views are all explained', () => {
    for (const { ddl, tables } of projections)
      for (const table of tables) expect(ddl).toContain(`comment on table ${table} is`);
    for (const [, view = ''] of reportingSql.matchAll(/create view (reporting\.\w+)/g))
      expect(reportingSql).toContain(`comment on view ${view} is`);
  });
});
