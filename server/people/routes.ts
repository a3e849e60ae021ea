import express, { type Router } from 'express';
import { personCommand } from '#contracts/person/person';
import { signedIn, type Allow } from '#server/engine/http/door';
import { parseCommand } from '#server/engine/http/parse';
import { problem, reply } from '#server/engine/http/problem';
import type { Sessions } from './sessions.ts';
import type { SignIn } from './sign-in.ts';

type Parts = { readonly signIn: SignIn; readonly sessions: Sessions; readonly allow: Allow };

/** Inviting people, changing what they may do, revoking them. */
export function peopleRoutes({ signIn, sessions, allow }: Parts): Router {
  const router = express.Router();
  router.post('/api/people/commands', allow('managePeople'), async (request, response) => {
    const parsed = parseCommand(personCommand, {
      ...(request.body as object),
      data: (request.body as { data?: unknown }).data ?? {},
    });
    if (!parsed.ok) {
      reply(response, parsed.invalid);
      return;
    }
    if (parsed.value.command.type !== 'InvitePerson') {
      problem(response, 400, {
        code: 'Invalid',
        detail: 'Only InvitePerson is asked here; others at /api/people/:id/commands.',
      });
      return;
    }
    const { email, name, role } = parsed.value.command.data;
    const outcome = await signIn.invite({ email, name, role, by: `person-${signedIn(response).personId}` });
    if (outcome.outcome !== 'accepted') {
      reply(response, outcome);
      return;
    }
    const issued = await signIn.issueLink(email, 7 * 24 * 60);
    response.json({ ...outcome, token: issued.token, code: issued.code });
  });
  router.post('/api/people/:id/commands', allow('managePeople'), async (request, response) => {
    const parsed = parseCommand(personCommand, request.body);
    if (!parsed.ok) {
      reply(response, parsed.invalid);
      return;
    }
    const { command } = parsed.value;
    if (command.type === 'InvitePerson') {
      problem(response, 400, { code: 'Invalid', detail: 'InvitePerson is asked at /api/people/commands.' });
      return;
    }
    const outcome = await signIn.ask(String(request.params.id), command, `person-${signedIn(response).personId}`);
    if (command.type === 'RevokePerson' && outcome.outcome === 'accepted')
      await sessions.endAll(String(request.params.id));
    reply(response, outcome);
  });
  return router;
}
