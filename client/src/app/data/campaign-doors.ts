/**
 * Where the server is asked for the parts of a campaign. What is kept under one of these names is found under it again,
 * so whoever reads a part and whoever keeps it for good say the same.
 */
export const campaignDoors = {
  all: '/api/campaigns',
  one: (campaignId: string): string => `/api/campaigns/${campaignId}`,
  checklist: (campaignId: string): string => `/api/campaigns/${campaignId}/checklist`,
  executions: (campaignId: string): string => `/api/campaigns/${campaignId}/executions?limit=20`,
  dataSets: (campaignId: string): string => `/api/campaigns/${campaignId}/data-sets`,
  /** How a data set was read, and why rows were rejected. */
  dataSet: (dataSetId: string): string => `/api/data-sets/${dataSetId}`,
  /** The first rows of a data set, to look at and to rehearse with. */
  sample: (dataSetId: string): string => `/api/data-sets/${dataSetId}/sample`,
  channels: '/api/channels',
  /** How each channel does. */
  channelReport: '/api/reports/channels',
  templates: '/api/templates',
  agents: '/api/agents',
  names: '/api/people/names',
  versions: (flowId: string): string => `/api/flows/${flowId}/versions?limit=500`,
  version: (flowId: string, version: number): string => `/api/flows/${flowId}/versions/${version}`,
  /** What a version changed, compared with the one before it. */
  versionDiff: (flowId: string, version: number): string => `/api/flows/${flowId}/diff?to=${version}`,
} as const;
