import { projections } from '#projections/all';
import { reportingSql } from '#projections/reporting';
import type { Database } from '#server/engine/postgres/database';
import { openTestDatabase, startTestingPostgres } from '#server/engine/postgres/testing-database';
import { installProjections } from '#server/engine/subscriptions/install-projections';
import { migrations } from '#server/migrations';

type Column = {
  readonly schema: string;
  readonly relation: string;
  readonly kind: string;
  readonly about: string | null;
  readonly name: string;
  readonly says: string | null;
  readonly type: string;
  readonly needed: boolean;
};

const purposes: Readonly<Record<string, string>> = {
  reporting: 'For analysts: stable views, pseudonyms only. Grant the role `ai_flows_analyst` to whoever may read them.',
  read: 'The read tables. Each can be thrown away and rebuilt from the log (`npm run rebuild`).',
  es: 'The embedded event store. Events are only ever added.',
  run: 'What is to be done next. All of it follows from the log.',
  follow: 'How far each follower has come.',
  ledger: 'The hash chain over the log.',
  uploads: 'Uploaded files until their rows are events.',
  private: 'Keys and the installation’s secret. Never in the log.',
  auth: 'Sign-ins.',
};

/** Every table and view of a freshly made database, with what it is for. */
export async function databasePage(): Promise<string> {
  const server = await startTestingPostgres();
  try {
    process.env.TESTING_POSTGRES_URL = server.url;
    const { db, close } = await openTestDatabase(migrations);
    try {
      await installProjections(db, projections, reportingSql);
      return page(await columnsOf(db));
    } finally {
      await close();
    }
  } finally {
    await server.stop();
  }
}

async function columnsOf(db: Database): Promise<readonly Column[]> {
  const { rows } = await db.pool.query<Column>(
    `select n.nspname as schema, c.relname as relation, c.relkind as kind, obj_description(c.oid, 'pg_class') as about,
      a.attname as name, col_description(c.oid, a.attnum) as says, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as needed
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname = any($1) and c.relkind in ('r', 'v') order by n.nspname, c.relname, a.attnum`,
    [Object.keys(purposes)],
  );
  return rows;
}

function page(columns: readonly Column[]): string {
  const lines = ['# Database', '', 'Generated from a freshly made database by `npm run docs`. Do not edit.', ''];
  for (const [schema, purpose] of Object.entries(purposes)) {
    lines.push(`## ${schema}`, '', purpose, '');
    const relations = new Map(
      columns.filter((column) => column.schema === schema).map((column) => [column.relation, column]),
    );
    for (const [relation, { about }] of relations) {
      lines.push(
        `### ${schema}.${relation}`,
        '',
        ...(about === null ? [] : [about, '']),
        '| column | type | |',
        '|---|---|---|',
      );
      for (const { name, says, type, needed, kind } of columns.filter(
        (column) => column.schema === schema && column.relation === relation,
      ))
        lines.push(`| ${name} | ${type} | ${says ?? (needed || kind === 'v' ? '' : 'may be null')} |`);
      lines.push('');
    }
  }
  return lines.join('\n');
}
