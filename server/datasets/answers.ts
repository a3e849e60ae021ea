import { denied, notFound, type Denied } from '#server/engine/http/problem';

export function noPersonalData(role: string): Denied {
  return denied(403, 'NotAllowed', `Your role, ${role}, may not read personal data.`, { role });
}

export const noCampaign = notFound('There is no such campaign.');
export const noDataSet = notFound('There is no such data set.');
