/**
 * How this device stands to the server, as one thing to show. `since` is in milliseconds. In order of what a person has
 * to know first: nothing of it says that an edit is lost, since none is.
 */
export type SyncState =
  | { readonly is: 'offline'; readonly since: number }
  | { readonly is: 'connecting'; readonly since: number }
  /** Edits are on their way: `done` of `total`. */
  | { readonly is: 'syncing'; readonly since: number; readonly done: number; readonly total: number }
  | { readonly is: 'live'; readonly since: number }
  /** The sign-in has ended: edits are kept and wait. */
  | { readonly is: 'needs-auth'; readonly since: number }
  /** The server speaks another version: reload the app; edits are kept and wait. */
  | { readonly is: 'upgrade'; readonly since: number };
