type Cause = { readonly code: string; readonly syscall: unknown; readonly message: string };

/** A fault and what caused it, down to the first cause. */
function causesOf(fault: unknown): readonly Cause[] {
  if (typeof fault !== 'object' || fault === null) return [];
  const { code, syscall, message, cause } = fault as Partial<Record<'code' | 'syscall' | 'message' | 'cause', unknown>>;
  return [{ code: typeof code === 'string' ? code : '', syscall, message: String(message) }, ...causesOf(cause)];
}

const gone = /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect/;

/**
 * Whether a fault, or what caused it, means that the database went away, rather than that it said no. Codes: PostgreSQL
 * appendix A (connection exceptions, shutdowns, too many connections), Node's net.
 */
export function isConnectionFault(fault: unknown): boolean {
  return causesOf(fault).some(
    ({ code, syscall, message }) =>
      /^(08|57P0|53300|E(CONN|PIPE|TIMEDOUT|HOSTUNREACH))/.test(code) ||
      // The file of its socket is not there.
      (code === 'ENOENT' && syscall === 'connect') ||
      gone.test(message),
  );
}

/** Whether a fault, or what caused it, means that the database's disk has no room left (PostgreSQL appendix A: disk_full). */
export function isDiskFull(fault: unknown): boolean {
  return causesOf(fault).some(
    ({ code, message }) => code === '53100' || code === 'ENOSPC' || message.includes('No space left on device'),
  );
}
