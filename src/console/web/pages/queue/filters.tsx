// The filters of the queue. An error of the server about a filter is shown at its field.
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { STATUSES } from '../../api/answers.js';
import { ApiError } from '../../api/client.js';
import { DayRange } from '../../parts/dates/day-range.js';
import { ChoiceFilter, TextFilter } from '../../parts/filters/filter-fields.js';
import { FilterForm, useFilterDraft } from '../../parts/filters/filter-form.js';
import { useServerText } from '../../texts/server-text.js';
import { type Field, FIELDS, isEmpty, NOTHING, type Search } from './search.js';

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
  const said = useServerText();
  const [draft, setDraft] = useFilterDraft(search);
  const problem = (field: Field): string | undefined => (error instanceof ApiError ? said(error.of(field)) : undefined);
  const change = (part: Partial<Search>): void => {
    onSearch({ ...draft, ...part });
  };
  return (
    <FilterForm
      texts={{ search: t('search'), submit: t('submit'), clear: t('clear') }}
      columns={6}
      used={FIELDS.filter((field) => search[field] !== '').length}
      isFaulty={error instanceof ApiError && error.errors.length > 0}
      isClear={isEmpty(draft) && isEmpty(search)}
      onSubmit={() => {
        change({});
      }}
      onClear={() => {
        setDraft(NOTHING);
        onSearch(NOTHING);
      }}
    >
      {WRITTEN.map((field) => (
        <TextFilter
          key={field}
          label={t(field)}
          value={draft[field]}
          error={problem(field)}
          inputMode={NUMERIC.has(field) ? 'numeric' : field === 'mobile' ? 'tel' : 'text'}
          onChange={(value) => {
            setDraft((before) => ({ ...before, [field]: value }));
          }}
        />
      ))}
      <ChoiceFilter
        label={t('status')}
        value={draft.status}
        error={problem('status')}
        words={STATUSES}
        nameOf={(status) => names(status)}
        any={t('anyStatus')}
        onChange={(status) => {
          change({ status });
        }}
      />
      <DayRange range={draft} error={problem('from') ?? problem('to')} onChange={change} />
    </FilterForm>
  );
}
