import { fold } from '#contracts/kernel/decider';
import type { Instant } from '#contracts/kernel/event';
import type { OrganisationEvent } from '#contracts/organisation/events';
import { organisation, organisationId, organisationStream } from '#contracts/organisation/organisation';
import { commandOrganisation, readOrganisation } from '#contracts/wire/organisation-doors';
import { handleCommand } from '#server/engine/commands/handle-command';
import { serve, serveCommands, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';

type Parts = {
  readonly log: Log;
  readonly now: () => Instant;
  /** The country the installation was started with; it stands until an administrator sets one. */
  readonly organisationCountry: string | null;
};

export function organisationDoors({ log, now, organisationCountry }: Parts): readonly Served[] {
  return [
    serve(readOrganisation, async () => {
      const history = await log.read(organisationStream);
      const defaults = fold(
        organisation,
        history.map(({ event }) => event as OrganisationEvent),
      );
      const last = history.at(-1);
      return {
        ...{ ...defaults, country: defaults.country ?? organisationCountry },
        setBy: last?.by ?? null,
        setAt: last?.at ?? null,
      };
    }),
    serveCommands(commandOrganisation, now, ({ command, provenance }) =>
      handleCommand({ log, decider: organisation, id: organisationId, command, provenance }),
    ),
  ];
}
