// The fields that the filters of both lists have: a text, and a choice among known words.
import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';

interface FieldProps {
  label: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

interface TextFilterProps extends FieldProps {
  inputMode?: 'numeric' | 'tel' | 'text';
}

export function TextFilter({ label, value, error, inputMode = 'text', onChange }: TextFilterProps): ReactElement {
  return (
    <TextInput
      label={label}
      value={value}
      error={error}
      inputMode={inputMode}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}

interface ChoiceFilterProps<Word extends string> extends FieldProps {
  words: readonly Word[];
  nameOf: (word: Word) => string;
  /** Stands for no choice. */
  any: string;
}

export function ChoiceFilter<Word extends string>(props: ChoiceFilterProps<Word>): ReactElement {
  const { label, value, error, words, nameOf, any, onChange } = props;
  const isKnown = value === '' || words.some((word) => word === value);
  return (
    <NativeSelect
      label={label}
      value={value}
      error={error}
      data={[
        { value: '', label: any },
        ...words.map((word) => ({ value: word, label: nameOf(word) })),
        // A word of the address that the list does not have is shown, so that the server's error stands beside it.
        ...(isKnown ? [] : [value]),
      ]}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
