// The past and future times of a request: submit, start, hand-overs, cancel, expiry.
import { Text, Timeline } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestAnswer, TimelineAnswer } from '../../api/answers.js';
import { Moment } from '../../shell/moment.js';
import { useFormat } from '../../texts/format.js';
import { Section } from './section.js';

interface Happening {
  name: string;
  at: string | null;
  isPast: boolean;
}

/** The second that is shown: within one, nobody sees which was first. */
const secondOf = (at: string): number => Math.floor(Date.parse(at) / 1_000);

export function Moments({ request, timeline }: { request: RequestAnswer; timeline: TimelineAnswer | undefined }): ReactElement {
  const { t } = useTranslation('request');
  const format = useFormat();
  const { startsAt, expiresAt, cancelledAt, state } = request;
  const hasExpired = state === 'expired';
  const first = timeline?.firstHandOverAt ?? null;
  const last = timeline?.lastHandOverAt ?? null;
  // A cancel leaves to its provider what it has in hand. That is written down when the provider has answered.
  const isInHand = last !== null && cancelledAt !== null && secondOf(last) > secondOf(cancelledAt);
  const lastName = isInHand ? t('lastInHand', { time: format.duration(Date.parse(last) - Date.parse(cancelledAt)) }) : t('lastHandOver');
  const neverDue = cancelledAt !== null && startsAt > cancelledAt && first === null;
  // In the order in which they happen, where their seconds are the same.
  const happenings: Happening[] = [
    { name: t('submitted'), at: request.submittedAt, isPast: true },
    { name: t(neverDue ? 'neverDue' : 'due'), at: startsAt, isPast: !neverDue && state !== 'scheduled' },
    ...(((hasExpired || cancelledAt !== null) && first === null) || (isInHand && first === last)
      ? []
      : [{ name: t('firstHandOver'), at: first, isPast: first !== null }]),
    ...(last === null || last === first || isInHand ? [] : [{ name: lastName, at: last, isPast: true }]),
    ...(cancelledAt === null ? [] : [{ name: t('cancelled', { subject: request.cancelledBy ?? '' }), at: cancelledAt, isPast: true }]),
    ...(isInHand ? [{ name: lastName, at: last, isPast: true }] : []),
    ...(expiresAt === null ? [] : [{ name: t(hasExpired ? 'expired' : 'expires'), at: expiresAt, isPast: hasExpired }]),
  ];
  // What has happened first, each in the order of time.
  const ordered = [...happenings].sort((a, b) => Number(b.isPast) - Number(a.isPast) || order(a.at, b.at));
  return (
    <Section title={t('moments')}>
      <Timeline active={ordered.filter(({ isPast }) => isPast).length - 1} bulletSize={16} lineWidth={2} role="list">
        {ordered.map(({ name, at }) => (
          <Timeline.Item key={name} title={name} role="listitem">
            <Text size="sm" c="dimmed" component="div">
              {at === null ? t('notYet') : <Moment at={at} />}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Section>
  );
}

const order = (a: string | null, b: string | null): number =>
  a === null || b === null ? Number(a === null) - Number(b === null) : secondOf(a) - secondOf(b);
