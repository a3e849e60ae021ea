/** Whether an error means that the database went away, rather than that it said no. Codes: PostgreSQL appendix A, Node's net. */
export function isConnectionFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code && (/^(08|57P0)/.test(code) || code === '53300' || /^E(CONN|PIPE|TIMEDOUT|HOSTUNREACH)/.test(code)))
    return true;
  return /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect/.test(
    error.message,
  );
}
