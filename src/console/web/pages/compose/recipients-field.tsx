// The recipients: pasted numbers, or a column of a CSV file. The number of recipients is shown as soon as they are read.
import '@mantine/dropzone/styles.css';
import { Checkbox, Group, Input, Loader, Select, Stack, Tabs, Text, Textarea } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileSpreadsheet } from '../../parts/icons.js';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../texts/format.js';
import type { Change, Draft } from './draft.js';
import { type ListRead, uniqueOf } from './list.js';

interface RecipientsProps {
  draft: Draft;
  change: Change;
  error: string | undefined;
  list: ListRead | undefined;
}

/** Spreadsheets register CSV as their own. */
const CSV = { 'text/csv': ['.csv'], 'application/vnd.ms-excel': ['.csv'], 'text/plain': ['.csv', '.txt'] };

function Count({ list }: { list: ListRead | undefined }): ReactElement {
  const { t } = useTranslation('compose');
  const format = useFormat();
  const said = (list: ListRead): string =>
    [
      t('count', { count: uniqueOf(list), number: format.number(uniqueOf(list)) }),
      list.duplicates > 0 && t('duplicates', { count: list.duplicates, number: format.number(list.duplicates) }),
      list.unlikely > 0 && t('unlikely', { count: list.unlikely, number: format.number(list.unlikely) }),
    ]
      .filter((part) => part !== false)
      .join(' · ');
  return (
    <Group role="status" gap="xs" mih={24} aria-busy={list === undefined}>
      {list === undefined && <Loader size="xs" aria-hidden />}
      <Text size="sm" fw={600}>
        {list === undefined ? t('reading') : said(list)}
      </Text>
    </Group>
  );
}

function FileFields({ draft, change, error, list }: RecipientsProps): ReactElement {
  const { t } = useTranslation('compose');
  const [isRejected, setIsRejected] = useState(false);
  const columns = (list?.columns ?? []).map((name, at) => {
    const column = name === '' ? t('columnNumber', { number: at + 1 }) : name;
    const sample = list?.samples[at] ?? '';
    return { value: String(at), label: sample === '' ? column : t('columnSample', { column, sample }) };
  });
  return (
    <Stack gap="sm">
      <Dropzone
        multiple={false}
        accept={CSV}
        inputProps={{ 'aria-label': t('file') }}
        aria-label={t('choose')}
        onReject={() => {
          setIsRejected(true);
        }}
        onDrop={([file]) => {
          setIsRejected(false);
          if (file !== undefined) change({ file, column: null, hasHeader: null });
        }}
      >
        <Group gap="sm" wrap="nowrap">
          <IconFileSpreadsheet aria-hidden />
          <div>
            <Text style={{ overflowWrap: 'anywhere' }}>{draft.file?.name ?? t('choose')}</Text>
            <Text size="sm" c="dimmed">
              {t(draft.file === null ? 'fileHint' : 'chooseAnother')}
            </Text>
          </div>
        </Group>
      </Dropzone>
      {draft.file !== null && list !== undefined && list.columns.length > 0 && (
        <>
          <Select
            label={t('column')}
            data={columns}
            value={list.column === null ? null : String(list.column)}
            placeholder={t('chooseColumn')}
            allowDeselect={false}
            onChange={(value) => {
              if (value !== null) change({ column: Number(value) });
            }}
          />
          <Checkbox
            label={t('hasHeader')}
            checked={list.hasHeader}
            onChange={({ currentTarget }) => {
              change({ hasHeader: currentTarget.checked });
            }}
          />
        </>
      )}
      {(isRejected || error !== undefined) && <Input.Error role="alert">{isRejected ? t('noCsv') : error}</Input.Error>}
    </Stack>
  );
}

export function RecipientsField(props: RecipientsProps): ReactElement {
  const { draft, change, error, list } = props;
  const { t } = useTranslation('compose');
  return (
    <Stack gap="xs">
      <Tabs
        value={draft.source}
        keepMounted={false}
        onChange={(value) => {
          change({ source: value === 'file' ? 'file' : 'paste' });
        }}
      >
        <Tabs.List aria-label={t('recipients')}>
          <Tabs.Tab value="paste">{t('paste')}</Tabs.Tab>
          <Tabs.Tab value="file">{t('csv')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="paste" pt="sm">
          <Textarea
            label={t('numbers')}
            description={t('numbersHint')}
            value={draft.pasted}
            error={error}
            rows={6}
            required
            spellCheck={false}
            autoComplete="off"
            onChange={({ currentTarget }) => {
              change({ pasted: currentTarget.value });
            }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="file" pt="sm">
          <FileFields {...props} />
        </Tabs.Panel>
      </Tabs>
      <Count list={list} />
    </Stack>
  );
}
