import type { Transaction } from 'kysely';
import type { Projection } from '#contracts/kernel/subscriber';
import { agents } from './agents.ts';
import { attempts } from './attempts.ts';
import { campaigns } from './campaigns.ts';
import { channels } from './channels.ts';
import { contacts } from './contacts.ts';
import { dataSets } from './data-sets.ts';
import { executions } from './executions.ts';
import { replaying } from './fold-into.ts';
import { flows } from './flows.ts';
import { organisations } from './organisation.ts';
import { people } from './people.ts';
import { templates } from './templates.ts';

/** Every projection there is; each can be thrown away and rebuilt. */
export const projections: readonly Projection<Transaction<unknown>>[] = [
  campaigns,
  channels,
  agents,
  templates,
  flows,
  dataSets,
  executions,
  attempts,
  contacts,
  people,
  organisations,
].map((projection) => ({ ...projection, replaying }));
