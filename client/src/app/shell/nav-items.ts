import { mdiBullhornOutline, mdiChartBoxOutline } from '@mdi/js';
import type { Permission } from '#contracts/person/roles';

export type NavItem = {
  readonly path: string;
  /** Key in shell/texts. */
  readonly label: string;
  readonly icon: string;
  /** Shown to whoever may this. */
  readonly needs: Permission;
};

/** The sidebar, from top to bottom. */
export const navItems: readonly NavItem[] = [
  { path: '/campaigns', label: 'nav.campaigns', icon: mdiBullhornOutline, needs: 'readCampaigns' },
  { path: '/reports', label: 'nav.reports', icon: mdiChartBoxOutline, needs: 'readReports' },
];
