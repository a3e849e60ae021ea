/** Our classes of provider errors: what follows from a code, whatever its number. */
export type FailureClass =
  | 'invalidNumber'
  | 'notOnWhatsApp'
  | 'windowClosed'
  | 'optedOut'
  | 'rateLimited'
  | 'configuration'
  | 'content'
  | 'carrier'
  /** After a restore: the contact was reached since the backup, in a way the history does not know. */
  | 'contactedSinceBackup'
  | 'unknown';

/** Our class of a provider's error code; the numbers are Twilio's (error dictionary), which the sandbox speaks too. */
export function failureClassOf(code: string): FailureClass {
  return classes.get(code) ?? 'unknown';
}

const classes: ReadonlyMap<string, FailureClass> = new Map<string, FailureClass>([
  ...(['21211', '21214', '21217', '21614', '13224'] as const).map((code) => [code, 'invalidNumber'] as const),
  ...(['21610', '63033'] as const).map((code) => [code, 'optedOut'] as const),
  ...(['63003', '63024'] as const).map((code) => [code, 'notOnWhatsApp'] as const),
  ...(['63016'] as const).map((code) => [code, 'windowClosed'] as const),
  ...(['63017', '63018', '20429', '30001', '21611', '10004'] as const).map((code) => [code, 'rateLimited'] as const),
  ...(['63007', '63002', '21606', '21212', '20003', '63015', '13227', '21215'] as const).map(
    (code) => [code, 'configuration'] as const,
  ),
  ...(['63027', '63028', '63040', '63041', '63042', '21654', '21655'] as const).map(
    (code) => [code, 'configuration'] as const,
  ),
  ...(['63013', '63020', '63022', '63026', '63051'] as const).map((code) => [code, 'configuration'] as const),
  ...(['21656', '21617', '21620', '63005', '63019', '63021', '63034', '11751'] as const).map(
    (code) => [code, 'content'] as const,
  ),
  ...(['63009', '63010', '63012', '30008', '20500', '31005'] as const).map((code) => [code, 'carrier'] as const),
]);
