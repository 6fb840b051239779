// The form around the filters of a list: what is written becomes the address's when it is submitted.
import { Button, Group, SimpleGrid } from '@mantine/core';
import { IconFilterOff, IconSearch } from '@tabler/icons-react';
import { type Dispatch, type ReactElement, type ReactNode, type SetStateAction, useState } from 'react';

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
  isClear: boolean;
  onSubmit: () => void;
  onClear: () => void;
  children: ReactNode;
}

export function FilterForm({ texts, columns, isClear, onSubmit, onClear, children }: FilterFormProps): ReactElement {
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
    </form>
  );
}
