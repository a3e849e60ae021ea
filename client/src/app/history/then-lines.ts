import type { ExistingCampaign } from '#contracts/campaign/state';
import type { FlowChange } from '#contracts/flow/diff';
import type { Reader } from '#client/ui/reader';
import type { Words } from '#client/words/words';
import { written } from '#client/words/written-value';

/** A property of something, as it was then and as it is now. */
export type ThenLine = { readonly label: string; readonly then: string; readonly now: string };

type Said = (key: string, values?: Readonly<Record<string, string>>) => string;
type Parts = {
  readonly t: Said;
  readonly reader: Reader;
  readonly channels: ReadonlyMap<string, string>;
};

/** A campaign at a moment beside the same campaign now. */
export function campaignLines(
  then: ExistingCampaign,
  now: ExistingCampaign,
  { t, reader, channels }: Parts,
): readonly ThenLine[] {
  const day = (at: string | null): string => (at === null ? t('none') : reader.moment(at));
  const read: readonly (readonly [string, (campaign: ExistingCampaign) => string])[] = [
    ['status', ({ status }) => t(`statuses.${status}`)],
    ['name', ({ name }) => name],
    ['startsAt', ({ startsAt }) => day(startsAt)],
    ['endsAt', ({ endsAt }) => day(endsAt)],
    [
      'channels',
      ({ channelIds }) => channelIds.map((id) => channels.get(id) ?? t('someChannel')).join(', ') || t('none'),
    ],
    ['country', ({ rules }) => rules.defaultCountry ?? t('asOrganisation')],
    ['disclosure', ({ rules }) => rules.disclosure || t('none')],
    ['quietHours', ({ rules }) => quietOf(rules.quietHours, t)],
    ['running', ({ running }) => t(running === null ? 'no' : 'yes')],
    ['executions', ({ executions }) => reader.number(executions.length)],
  ];
  return read.map(([key, of]) => ({ label: t(`fields.${key}`), then: of(then), now: of(now) }));
}

function quietOf(hours: ExistingCampaign['rules']['quietHours'], t: Said): string {
  if (hours === undefined) return t('asOrganisation');
  return hours === null ? t('none') : `${hours.start}–${hours.end}`;
}

type FlowParts = {
  readonly t: Said;
  readonly words: Words;
  /** Names of the steps, and of whatever else an id may stand for. */
  readonly names: ReadonlyMap<string, string>;
  /** Ways out of the steps, by `step/port`. */
  readonly ports: ReadonlyMap<string, string>;
  readonly called: ReadonlyMap<string, string>;
};

/** What is different in a flow since, in words. */
export function changeLines(
  changes: readonly FlowChange[],
  { t, words, names, ports, called: known }: FlowParts,
): readonly string[] {
  const label = (field: string): string => words.part(field);
  const called = (id: string | null, type: string | null): string =>
    names.get(id ?? '') ?? (type === null ? t('gone') : words.step(type));
  return changes
    .filter(({ kind }) => kind !== 'stepMoved')
    .map(({ kind, step, type, field, before, after, connection }) =>
      t(kind, {
        step: called(step, type),
        field: words.field(type ?? '', field ?? ''),
        port: ports.get(`${connection?.from ?? ''}/${connection?.port ?? ''}`) ?? words.port(connection?.port ?? ''),
        to: called(connection?.to ?? null, null),
        ...{ before: written(before, known, label), after: written(after, known, label) },
      }),
    );
}
