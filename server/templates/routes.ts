import type { z } from 'zod';
import type { Instant } from '#contracts/kernel/event';
import { template, type TemplateCommand } from '#contracts/template/template';
import { commandTemplate, listTemplates, type templateRow } from '#contracts/wire/template-doors';
import { handleCommand } from '#server/engine/commands/handle-command';
import { readFrom, serve, serveCommands, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';

type Parts = { readonly log: Log; readonly db: Database; readonly now: () => Instant };

export function templateDoors({ log, db, now }: Parts): readonly Served[] {
  return [
    serve(readFrom(['templates'], listTemplates), async () => {
      const { rows } = await db.pool.query<z.infer<typeof templateRow>>(
        'select * from read.templates order by name, language, template_id',
      );
      return { templates: rows };
    }),
    serveCommands(commandTemplate, now, ({ params: { templateId: id }, command: asked, provenance }) => {
      const command: TemplateCommand =
        asked.type === 'RegisterTemplate' ? { type: asked.type, data: { templateId: id, ...asked.data } } : asked;
      return handleCommand({ log, decider: template, id, command, provenance });
    }),
  ];
}
