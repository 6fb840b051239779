// How the console looks and which language it speaks: kept by the browser, for sign-in as well.
import { Input, type MantineColorScheme, NativeSelect, SegmentedControl, Stack, useMantineColorScheme } from '@mantine/core';
import { type ReactElement, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, isLanguage, LANGUAGES } from '../texts/i18n.js';

const SCHEMES: MantineColorScheme[] = ['light', 'dark', 'auto'];

export function ColourScheme(): ReactElement {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const id = useId();
  return (
    <Stack gap={4}>
      <Input.Label labelElement="div" id={id}>
        {t('colourScheme')}
      </Input.Label>
      <SegmentedControl
        aria-labelledby={id}
        size="xs"
        fullWidth
        value={colorScheme}
        onChange={(value) => {
          setColorScheme(value);
        }}
        data={SCHEMES.map((scheme) => ({ value: scheme, label: t(scheme) }))}
      />
    </Stack>
  );
}

export function LanguageSelect(): ReactElement {
  const { t, i18n } = useTranslation();
  return (
    <NativeSelect
      label={t('language')}
      value={i18n.language}
      data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
      onChange={({ currentTarget }) => {
        if (isLanguage(currentTarget.value)) void chooseLanguage(currentTarget.value);
      }}
    />
  );
}
