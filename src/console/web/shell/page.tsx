// What every page is in: its title (also the window's), which takes the focus when one comes here from another page.
import { Group, Stack, Title } from '@mantine/core';
import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';

/** The page that is loaded, also again, leaves the focus where the browser puts it: before the skip link. */
const LOADED_AT = (window.history.state as { key?: string } | null)?.key ?? 'default';

interface PageProps {
  title: string;
  /** Buttons beside the title */
  actions?: ReactNode;
  children?: ReactNode;
}

export function Page({ title, actions, children }: PageProps): ReactElement {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const { key, pathname } = useLocation();
  // A filter in its address is no other page.
  const [arrived] = useState(key !== LOADED_AT);

  useEffect(() => {
    document.title = t('pageTitle', { page: title });
  }, [t, title]);
  useEffect(() => {
    if (arrived) heading.current?.focus();
  }, [arrived, pathname]);

  return (
    <Stack gap="md">
      <Group justify="space-between" align="center">
        <Title order={1} size="h2" ref={heading} tabIndex={-1} style={{ outline: 'none', overflowWrap: 'anywhere' }}>
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Stack>
  );
}
