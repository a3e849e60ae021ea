/**
 * How the page that shows a flow calls what is in it. The pieces here show clashes and changes in these words, and never
 * an id.
 */
export type FlowWords = {
  /** A step by its id; null: there is no such step any more, and its name is not known. */
  step(id: string): string | null;
  /** A setting of a step by its name in the contract. */
  field(step: string | null, field: string): string;
  /** A way out of a step. */
  port(step: string, port: string): string;
};
