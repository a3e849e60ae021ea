import express, { type Router } from 'express';
import type { Instant } from '#contracts/kernel/event';
import type { Permission } from '#contracts/person/roles';
import { template, templateCommand, type TemplateCommand } from '#contracts/template/template';
import { handleCommand } from '#server/engine/commands/handle-command';
import { askedBy, type Allow } from '#server/engine/http/door';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { parseCommand } from '#server/engine/http/parse';
import { reply } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly allow: Allow<Permission>;
  readonly now: () => Instant;
};

export function templateRoutes({ log, db, allow, now }: Parts): Router {
  const router = express.Router();
  router.get('/api/templates', allow('readCampaigns'), async (_request, response) => {
    const { rows } = await db.pool.query('select * from read.templates order by name, language, template_id');
    response.json({ templates: rows });
  });
  router.post(
    '/api/templates/:templateId/commands',
    allow('manageTemplates'),
    identifiers('templateId'),
    async (request, response) => {
      const parsed = parseCommand(templateCommand, request.body);
      if (!parsed.ok) {
        reply(response, parsed.invalid);
        return;
      }
      const { commandId, command: asked } = parsed.value;
      const id = pathParameter(request, 'templateId');
      const command: TemplateCommand =
        asked.type === 'RegisterTemplate' ? { type: asked.type, data: { templateId: id, ...asked.data } } : asked;
      reply(
        response,
        await handleCommand({ log, decider: template, id, command, provenance: askedBy(response, commandId, now) }),
      );
    },
  );
  return router;
}
