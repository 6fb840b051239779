// The filters of the requests. What the server says against one of them stands at its field.
import { Button, Group, NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { IconFilterOff, IconSearch } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { STATES } from '../../api/answers.js';
import { ApiError } from '../../api/client.js';
import { DayRange } from '../../parts/dates/day-range.js';
import { type Field, type Filter, isEmpty, NOTHING } from './filter.js';

const WRITTEN = ['user', 'mobile', 'sender'] as const satisfies Field[];

interface FiltersProps {
  filter: Filter;
  error: unknown;
  onFilter: (filter: Filter) => void;
}

export function Filters({ filter, error, onFilter }: FiltersProps): ReactElement {
  const { t } = useTranslation('requests');
  const names = useTranslation('status').t;
  const [draft, setDraft] = useState(filter);
  const [shown, setShown] = useState(filter);
  // Another filter came from the address, such as by going back.
  if (shown !== filter) {
    setShown(filter);
    setDraft(filter);
  }
  const problem = (field: Field): string | undefined => (error instanceof ApiError ? error.of(field) : undefined);
  const change = (part: Partial<Filter>): void => {
    onFilter({ ...draft, ...part });
  };
  const isStrange = draft.state !== '' && !STATES.some((state) => state === draft.state);
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
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 5 }} spacing="sm" verticalSpacing="xs">
        <NativeSelect
          label={t('state')}
          value={draft.state}
          error={problem('state')}
          data={[
            { value: '', label: t('anyState') },
            ...STATES.map((state) => ({ value: state, label: names(state) })),
            // As it came in the address, so that what the server says against it stands beside it.
            ...(isStrange ? [draft.state] : []),
          ]}
          onChange={({ currentTarget: { value } }) => {
            change({ state: value });
          }}
        />
        {WRITTEN.map((field) => (
          <TextInput
            key={field}
            label={t(field)}
            value={draft[field]}
            error={problem(field)}
            inputMode={field === 'mobile' ? 'tel' : 'text'}
            autoComplete="off"
            spellCheck={false}
            onChange={({ currentTarget: { value } }) => {
              setDraft((before) => ({ ...before, [field]: value }));
            }}
          />
        ))}
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
          disabled={isEmpty(draft) && isEmpty(filter)}
          onClick={() => {
            setDraft(NOTHING);
            onFilter(NOTHING);
          }}
        >
          {t('clear')}
        </Button>
      </Group>
    </form>
  );
}
