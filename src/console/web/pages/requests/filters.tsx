// The filters of the requests. An error of the server about a filter is shown at its field.
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { STATES } from '../../api/answers.js';
import { ApiError } from '../../api/client.js';
import { DayRange } from '../../parts/dates/day-range.js';
import { ChoiceFilter, TextFilter } from '../../parts/filters/filter-fields.js';
import { FilterForm, useFilterDraft } from '../../parts/filters/filter-form.js';
import { useServerText } from '../../texts/server-text.js';
import { type Field, FIELDS, type Filter, isEmpty, NOTHING } from './filter.js';

const WRITTEN = ['user', 'mobile', 'sender'] as const satisfies Field[];

interface FiltersProps {
  filter: Filter;
  error: unknown;
  onFilter: (filter: Filter) => void;
}

export function Filters({ filter, error, onFilter }: FiltersProps): ReactElement {
  const { t } = useTranslation('requests');
  const names = useTranslation('status').t;
  const said = useServerText();
  const [draft, setDraft] = useFilterDraft(filter);
  const problem = (field: Field): string | undefined => (error instanceof ApiError ? said(error.of(field)) : undefined);
  const change = (part: Partial<Filter>): void => {
    onFilter({ ...draft, ...part });
  };
  return (
    <FilterForm
      texts={{ search: t('search'), submit: t('submit'), clear: t('clear') }}
      columns={5}
      used={FIELDS.filter((field) => filter[field] !== '').length}
      isFaulty={error instanceof ApiError && error.errors.length > 0}
      isClear={isEmpty(draft) && isEmpty(filter)}
      onSubmit={() => {
        change({});
      }}
      onClear={() => {
        setDraft(NOTHING);
        onFilter(NOTHING);
      }}
    >
      <ChoiceFilter
        label={t('state')}
        value={draft.state}
        error={problem('state')}
        words={STATES}
        nameOf={(state) => names(state)}
        any={t('anyState')}
        onChange={(state) => {
          change({ state });
        }}
      />
      {WRITTEN.map((field) => (
        <TextFilter
          key={field}
          label={t(field)}
          value={draft[field]}
          error={problem(field)}
          inputMode={field === 'mobile' ? 'tel' : 'text'}
          onChange={(value) => {
            setDraft((before) => ({ ...before, [field]: value }));
          }}
        />
      ))}
      <DayRange range={draft} error={problem('from') ?? problem('to')} onChange={change} />
    </FilterForm>
  );
}
