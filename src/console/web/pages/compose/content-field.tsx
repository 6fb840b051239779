// The field of the content, with its number of segments while the user types.
import { Checkbox, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../texts/format.js';
import { ContentHints } from './content-hints.js';
import type { Change, Draft } from './draft.js';
import type { Faults } from './faults.js';
import type { Measure } from './measure.js';

interface FieldsProps {
  draft: Draft;
  change: Change;
  faults: Faults;
}

export function ContentField({ draft, change, faults, measure }: FieldsProps & { measure: Measure }): ReactElement {
  const { t } = useTranslation('compose');
  const format = useFormat();
  const length = t('length', { characters: format.number(measure.characters), most: format.number(measure.most) });
  const segments = measure.segments !== null && t('segments', { count: measure.segments, encoding: measure.encoding ?? '' });
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t('channel')}
        value={draft.channel}
        error={faults.channel}
        onChange={(value) => {
          change({ channel: value === 'voice' ? 'voice' : 'text' });
        }}
      >
        <Stack gap="xs" mt={4}>
          <Radio value="text" label={t('text')} />
          <Radio value="voice" label={t('voice')} />
        </Stack>
      </Radio.Group>
      <Textarea
        label={t('content')}
        description={segments === false ? length : `${length} · ${segments}`}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={draft.content}
        error={faults.content}
        autosize
        minRows={4}
        maxRows={16}
        required
        onChange={({ currentTarget }) => {
          change({ content: currentTarget.value });
        }}
      />
      <ContentHints draft={draft} change={change} />
    </Stack>
  );
}

export function OptionFields({ draft, change, faults }: FieldsProps): ReactElement {
  const { t } = useTranslation('compose');
  return (
    <Stack gap="sm">
      <TextInput
        label={t('sender')}
        description={t('senderHint')}
        value={draft.sender}
        error={faults.sender}
        autoComplete="off"
        maw={400}
        onChange={({ currentTarget }) => {
          change({ sender: currentTarget.value });
        }}
      />
      <Checkbox
        label={t('priority')}
        description={t('priorityHint')}
        checked={draft.priority}
        onChange={({ currentTarget }) => {
          change({ priority: currentTarget.checked });
        }}
      />
      {draft.channel === 'text' && (
        <Checkbox
          label={t('voiceOnFailure')}
          description={t('voiceOnFailureHint')}
          checked={draft.voiceOnFailure}
          onChange={({ currentTarget }) => {
            change({ voiceOnFailure: currentTarget.checked });
          }}
        />
      )}
    </Stack>
  );
}
