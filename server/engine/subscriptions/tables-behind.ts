/** Read tables have not taken in yet what an answer has to rest on. */
export class TablesBehind extends Error {
  constructor(names: readonly string[]) {
    super(
      `What was written last stands in the log, but not in the tables yet that this is answered from (${names.join(', ')}). Ask again in a moment, a command with the same id: it is done once.`,
    );
    this.name = 'TablesBehind';
  }
}
