import { readCommandLine } from '#server/command-line';
import { createSignIn } from '#server/people/sign-in';
import { withInstallation } from './with-installation.ts';

/** `npm run sign-in-link -- EMAIL`: a link and a 6-digit code that sign somebody in once within an hour. */
const { words } = readCommandLine('Usage: npm run sign-in-link -- EMAIL', {}, { words: 1 });
withInstallation(async ({ config, log, idOf }) => {
  const email = words[0] ?? '';
  if (!email.includes('@'))
    throw new Error(
      `Making a sign-in link: the e-mail address is “${email}”; write it like npm run sign-in-link -- ${config.ADMIN_EMAIL}.`,
    );
  const signIn = createSignIn({ log, personIdOf: idOf, now: () => new Date().toISOString() });
  const link = await signIn.issueLink(email, 60);
  if (link.outcome !== 'accepted')
    throw new Error('sentence' in link ? link.sentence : `The link was not made: ${link.outcome}.`);
  process.stdout.write(
    `${config.PUBLIC_URL ?? `http://localhost:${config.PORT}`}/sign-in#token=${link.token ?? ''}\nor the code ${link.code ?? ''}\n`,
  );
});
