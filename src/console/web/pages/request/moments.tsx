// What happened to a request when, and what is still to come.
import { Text, Timeline } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestAnswer, TimelineAnswer } from '../../api/answers.js';
import { Moment } from '../../shell/moment.js';
import { Section } from './section.js';

interface Happening {
  name: string;
  at: string | null;
  isPast: boolean;
}

export function Moments({ request, timeline }: { request: RequestAnswer; timeline: TimelineAnswer | undefined }): ReactElement {
  const { t } = useTranslation('request');
  const hasExpired = request.state === 'expired';
  const hasEnded = hasExpired || request.cancelledAt !== null;
  const first = timeline?.firstHandOverAt ?? null;
  const last = timeline?.lastHandOverAt ?? null;
  const happenings: Happening[] = [
    { name: t('submitted'), at: request.submittedAt, isPast: true },
    { name: t('due'), at: request.startsAt, isPast: request.state !== 'scheduled' },
    ...(hasEnded && first === null ? [] : [{ name: t('firstHandOver'), at: first, isPast: first !== null }]),
    ...(last === null || last === first ? [] : [{ name: t('lastHandOver'), at: last, isPast: true }]),
    ...(request.cancelledAt === null
      ? []
      : [{ name: t('cancelled', { subject: request.cancelledBy ?? '' }), at: request.cancelledAt, isPast: true }]),
    ...(request.expiresAt === null ? [] : [{ name: t(hasExpired ? 'expired' : 'expires'), at: request.expiresAt, isPast: hasExpired }]),
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

const order = (a: string | null, b: string | null): number => (a ?? '9').localeCompare(b ?? '9');
