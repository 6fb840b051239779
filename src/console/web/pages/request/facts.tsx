// What was submitted.
import { Text } from '@mantine/core';
import { Fragment, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestAnswer } from '../../api/answers.js';
import { Copyable } from '../../shell/copyable.js';
import { useFormat } from '../../texts/format.js';
import classes from './request.module.css';
import { Section } from './section.js';

export function Facts({ request }: { request: RequestAnswer }): ReactElement {
  const { t } = useTranslation('request');
  const format = useFormat();
  const { channel, sendVoiceSmsOnFailure, segments, encoding } = request;
  const facts: [string, ReactNode][] = [
    [t('requestId'), <Copyable key="id" value={request.id} what={t('theId')} />],
    [t('content'), <Text key="content" component="span" size="sm" className={classes.content} children={request.content} />],
    [t('channel'), channel === 'voice' ? t('voice') : sendVoiceSmsOnFailure ? t('textThenVoice') : t('text')],
    [t('sender'), request.sender ?? t('providersOwn')],
    [t('priority'), request.priority ? t('yes') : t('no')],
    ...(segments === null
      ? []
      : [[t('segments'), t('segmentsOf', { total: format.number(segments), encoding })] satisfies [string, string]]),
    [t('user'), request.submittedBy],
  ];
  return (
    <Section title={t('facts')}>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </Section>
  );
}
