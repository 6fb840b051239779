// The few numbers that say whether all is well.
import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemAnswer } from '../../api/system-answers.js';
import { Moment } from '../../shell/moment.js';
import { useFormat } from '../../texts/format.js';
import { Ago } from './ago.js';
import { Facts } from './facts.js';
import { Section } from './section.js';

export function Overview({ system: { at, backlog, inDoubt } }: { system: SystemAnswer }): ReactElement {
  const { t } = useTranslation('system');
  const format = useFormat();
  const { oldestDueAt } = backlog;
  return (
    <Section title={t('overview')}>
      <Facts
        size="xl"
        cols={{ base: 2, md: 4 }}
        facts={[
          { name: t('waiting'), value: format.number(backlog.waiting) },
          { name: t('due'), value: format.number(backlog.due) },
          oldestDueAt === null
            ? { name: t('oldestDue'), value: t('nothingDue') }
            : { name: t('oldestDue'), value: <Ago at={oldestDueAt} now={backlog.at} />, more: <Moment at={oldestDueAt} /> },
          { name: t('inDoubt'), value: format.number(inDoubt) },
        ]}
      />
      <Text size="sm" c="dimmed">
        {t('asOf')} <Moment at={at} />
      </Text>
    </Section>
  );
}
