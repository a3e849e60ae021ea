/**
 * Which fields of an event hold personal data, and whose: the event serializer encrypts exactly these.
 * `subject` names the field with the key owner's id (a contact id, a person id, a data set id). With `list`, both
 * stand in each item of that array field, and every item is sealed under its own subject's key. An event has either such
 * lists or fields of its own.
 */
export type PersonalFields = {
  readonly subject: string;
  readonly fields: readonly string[];
  readonly list?: string;
};

/** Personal fields by event type; a type that is absent or has an empty list holds none. */
export type PersonalRegistry = Readonly<Record<string, readonly PersonalFields[]>>;
