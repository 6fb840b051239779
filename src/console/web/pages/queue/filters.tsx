// The searches of the queue. What the server says against one of them stands at its field.
import { Button, Group, NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { IconFilterOff, IconSearch } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { STATUSES } from '../../api/answers.js';
import { ApiError } from '../../api/client.js';
import { DayRange } from '../../parts/dates/day-range.js';
import { type Field, isEmpty, NOTHING, type Search } from './search.js';

const WRITTEN = ['user', 'smsId', 'requestId', 'mobile'] as const satisfies Field[];
const NUMERIC = new Set<Field>(['smsId', 'requestId']);

interface FiltersProps {
  search: Search;
  error: unknown;
  onSearch: (search: Search) => void;
}

export function Filters({ search, error, onSearch }: FiltersProps): ReactElement {
  const { t } = useTranslation('queue');
  const names = useTranslation('status').t;
  const [draft, setDraft] = useState(search);
  const [shown, setShown] = useState(search);
  // Another search came from the address, such as by going back.
  if (shown !== search) {
    setShown(search);
    setDraft(search);
  }
  const problem = (field: Field): string | undefined => (error instanceof ApiError ? error.of(field) : undefined);
  const change = (part: Partial<Search>): void => {
    onSearch({ ...draft, ...part });
  };
  return (
    <form
      role="search"
      aria-label={t('search')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        change({});
      }}
    >
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 6 }} spacing="sm" verticalSpacing="xs">
        {WRITTEN.map((field) => (
          <TextInput
            key={field}
            label={t(field)}
            value={draft[field]}
            error={problem(field)}
            inputMode={NUMERIC.has(field) ? 'numeric' : field === 'mobile' ? 'tel' : 'text'}
            autoComplete="off"
            spellCheck={false}
            onChange={({ currentTarget: { value } }) => {
              setDraft((before) => ({ ...before, [field]: value }));
            }}
          />
        ))}
        <NativeSelect
          label={t('status')}
          value={draft.status}
          error={problem('status')}
          data={[
            { value: '', label: t('anyStatus') },
            ...STATUSES.map((status) => ({ value: status, label: names(status) })),
            // As it came in the address, so that what the server says against it stands beside it.
            ...(STATUSES.some((status) => status === draft.status) || draft.status === ''
              ? []
              : [{ value: draft.status, label: draft.status }]),
          ]}
          onChange={({ currentTarget: { value } }) => {
            change({ status: value });
          }}
        />
        <DayRange range={draft} error={problem('from') ?? problem('to')} onChange={change} />
      </SimpleGrid>
      <Group mt="sm" gap="xs">
        <Button type="submit" size="xs" leftSection={<IconSearch size={16} aria-hidden />}>
          {t('submit')}
        </Button>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconFilterOff size={16} aria-hidden />}
          disabled={isEmpty(draft) && isEmpty(search)}
          onClick={() => {
            setDraft(NOTHING);
            onSearch(NOTHING);
          }}
        >
          {t('clear')}
        </Button>
      </Group>
    </form>
  );
}
