import { z } from 'zod';
import { anything, door } from './door.ts';

const tag = 'Operations';
const open = { tag, method: 'get', permission: 'anybody', query: anything } as const;

export const readHealth = door({
  ...{ name: 'readHealth', path: '/healthz', ...open },
  summary: 'Whether the process lives.',
  answer: z.object({ status: z.literal('ok') }),
});

export const readReadiness = door({
  ...{ name: 'readReadiness', path: '/readyz', ...open },
  summary: 'Whether the process can do its work; 503, with the same fields, when it cannot.',
  answer: z
    .object({
      status: z.enum(['ok', 'not ready']),
      roles: z.array(z.string()).meta({ description: 'What this process is there for: api, projections, runner.' }),
      ...{ database: z.string(), eventStore: z.string(), followers: z.int() },
      failedFollowers: z.array(z.string()),
    })
    .meta({ id: 'Readiness' }),
});

export const readMetrics = door({
  ...{ name: 'readMetrics', path: '/metrics', tag, method: 'get', permission: 'readReports', query: anything },
  alsoFromHere: true,
  summary: 'Figures for Prometheus; no personal data.',
  description: 'From the machine itself without a sign-in; from elsewhere with a token.',
  answer: { file: 'text/plain' },
});
