// The form of the filters of a list. A submit writes the filters into the address of the page.
import { Button, Group, SimpleGrid } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconFilter, IconFilterOff, IconSearch } from '../icons.js';
import { type Dispatch, type ReactElement, type ReactNode, type SetStateAction, useId, useState } from 'react';
import classes from './filter-form.module.css';

/** What is being written, begun anew where another filter comes from the address, such as by going back. */
export function useFilterDraft<F>(filter: F): [F, Dispatch<SetStateAction<F>>] {
  const [draft, setDraft] = useState(filter);
  const [shown, setShown] = useState(filter);
  if (shown !== filter) {
    setShown(filter);
    setDraft(filter);
  }
  return [draft, setDraft];
}

interface FilterFormProps {
  texts: { search: string; submit: string; clear: string };
  /** Columns where there is room for them all. */
  columns: number;
  /** How many filters are in use. */
  used: number;
  /** What is wrong is seen in any case. */
  isFaulty: boolean;
  isClear: boolean;
  onSubmit: () => void;
  onClear: () => void;
  children: ReactNode;
}

export function FilterForm({ texts, columns, used, isFaulty, isClear, onSubmit, onClear, children }: FilterFormProps): ReactElement {
  const id = useId();
  const [isUnfolded, setIsOpen] = useState(false);
  const isOpen = isUnfolded || isFaulty;
  return (
    <form
      role="search"
      aria-label={texts.search}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {/* On a small screen the list is what one has come for. */}
      <Button
        variant="default"
        size="xs"
        hiddenFrom="xs"
        leftSection={<IconFilter size={16} aria-hidden />}
        rightSection={isOpen ? <IconChevronUp size={16} aria-hidden /> : <IconChevronDown size={16} aria-hidden />}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => {
          setIsOpen(!isOpen);
        }}
      >
        {texts.search}
        {used > 0 && ` (${String(used)})`}
      </Button>
      <div id={id} className={classes.fields} data-open={isOpen || undefined}>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: columns }} spacing="sm" verticalSpacing="xs">
          {children}
        </SimpleGrid>
        <Group mt="sm" gap="xs">
          <Button type="submit" size="xs" leftSection={<IconSearch size={16} aria-hidden />}>
            {texts.submit}
          </Button>
          <Button variant="default" size="xs" leftSection={<IconFilterOff size={16} aria-hidden />} disabled={isClear} onClick={onClear}>
            {texts.clear}
          </Button>
        </Group>
      </div>
    </form>
  );
}
