import express, { type Router } from 'express';
import { fold } from '#contracts/kernel/decider';
import type { Instant } from '#contracts/kernel/event';
import type { OrganisationEvent } from '#contracts/organisation/events';
import {
  organisation,
  organisationCommand,
  organisationId,
  organisationStream,
} from '#contracts/organisation/organisation';
import type { Permission } from '#contracts/person/roles';
import { handleCommand } from '#server/engine/commands/handle-command';
import { askedBy, type Allow } from '#server/engine/http/door';
import { parseCommand } from '#server/engine/http/parse';
import { reply } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';

type Parts = {
  readonly log: Log;
  readonly allow: Allow<Permission>;
  readonly now: () => Instant;
  /** The country the installation was started with; it stands until an administrator sets one. */
  readonly organisationCountry: string | null;
};

export function organisationRoutes({ log, allow, now, organisationCountry }: Parts): Router {
  const router = express.Router();
  router.get('/api/organisation', allow('readCampaigns'), async (_request, response) => {
    const history = await log.read(organisationStream);
    const defaults = fold(
      organisation,
      history.map(({ event }) => event as OrganisationEvent),
    );
    const last = history.at(-1);
    response.json({
      ...{ ...defaults, country: defaults.country ?? organisationCountry },
      setBy: last?.by ?? null,
      setAt: last?.at ?? null,
    });
  });
  router.post('/api/organisation/commands', allow('manageOrganisation'), async (request, response) => {
    const parsed = parseCommand(organisationCommand, request.body);
    if (!parsed.ok) {
      reply(response, parsed.invalid);
      return;
    }
    const { commandId, command } = parsed.value;
    const provenance = askedBy(response, commandId, now);
    reply(response, await handleCommand({ log, decider: organisation, id: organisationId, command, provenance }));
  });
  return router;
}
