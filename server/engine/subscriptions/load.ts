/** A batch of no more events than this is no sign of load. */
const calmEvents = 20;
/** Nor are so many a second that go on for long; a person who works, or a burst of so many, is none. */
const calmASecond = 30;
const burst = 60;

/** Whether so much happens that a follower does better to gather: much at once, or little again and again. */
export function createLoad(): { after(events: number, at: number): boolean } {
  let heaped = 0;
  let before = 0;
  return {
    after: (events, at) => {
      heaped = Math.max(0, heaped - ((at - before) / 1_000) * calmASecond) + events;
      before = at;
      return events > calmEvents || heaped > burst;
    },
  };
}
