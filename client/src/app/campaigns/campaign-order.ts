import type { Campaign } from '#client/data/campaigns';

export const orders = ['changed', 'created', 'name', 'status'] as const;
export type Order = (typeof orders)[number];

export const filters = ['all', 'draft', 'active', 'completed', 'archived', 'everything'] as const;
export type Filter = (typeof filters)[number];

export type Wanted = { readonly search: string; readonly filter: Filter; readonly order: Order };

const statuses = ['active', 'draft', 'completed', 'archived'];

/** The campaigns that fit, in the wanted order. Search looks at name and description, without regard to case and accents. */
export function pick(
  campaigns: readonly Campaign[],
  { search, filter, order }: Wanted,
  locale: string,
): readonly Campaign[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return campaigns
    .filter(({ status }) => filter === 'everything' || (filter === 'all' ? status !== 'archived' : status === filter))
    .filter(({ name, description }) => words.every((word) => plain(`${name} ${description}`).includes(word)))
    .sort((a, b) => compare(a, b, order, locale) || a.name.localeCompare(b.name, locale));
}

function compare(a: Campaign, b: Campaign, order: Order, locale: string): number {
  switch (order) {
    case 'changed':
      return b.changed_at.localeCompare(a.changed_at);
    case 'created':
      return b.created_at.localeCompare(a.created_at);
    case 'name':
      return a.name.localeCompare(b.name, locale, { numeric: true });
    case 'status':
      return statuses.indexOf(a.status) - statuses.indexOf(b.status);
  }
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
