// The result of a submit: the request ID, a link to its page, and the server's answer.
import { Button, Card, Group, Stack, Title } from '@mantine/core';
import { type ReactElement, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SubmitAnswer } from '../../api/answers.js';
import { useScope } from '../../api/session.js';
import { Copyable } from '../../shell/copyable.js';
import { Answer } from './answer.js';

export function Sent({ answer, onAnother }: { answer: SubmitAnswer; onAnother: () => void }): ReactElement {
  const { t } = useTranslation('compose');
  const mayRead = useScope('messages:read');
  const heading = useRef<HTMLHeadingElement>(null);
  // Where the form was, a screen reader goes on here.
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <Card withBorder padding="md" maw={760}>
      <Stack gap="md">
        <Title order={2} size="h4" ref={heading} tabIndex={-1} style={{ outline: 'none' }}>
          {t('sent')}
        </Title>
        <Copyable value={answer.id} what={t('requestId')} />
        <Group gap="sm">
          {mayRead && (
            <Button component={Link} to={`/requests/${answer.id}`}>
              {t('toRequest')}
            </Button>
          )}
          <Button variant="default" onClick={onAnother}>
            {t('another')}
          </Button>
        </Group>
        <Answer answer={answer} />
      </Stack>
    </Card>
  );
}
