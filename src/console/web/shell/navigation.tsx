// The pages that the caller may use.
import { NavLink } from '@mantine/core';
import { IconActivity, IconListDetails, IconMail, IconPencil } from '../parts/icons.js';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink as RouterLink, useMatch } from 'react-router';
import { type Scope, useSession } from '../api/session.js';

const PAGES = [
  { name: 'queue', scope: 'messages:read', Icon: IconListDetails },
  { name: 'requests', scope: 'messages:read', Icon: IconMail },
  { name: 'compose', scope: 'messages:send', Icon: IconPencil },
  { name: 'system', scope: 'system:read', Icon: IconActivity },
] as const satisfies { name: string; scope: Scope; Icon: unknown }[];

function PageLink({ page: { name, Icon }, onUse }: { page: (typeof PAGES)[number]; onUse: () => void }): ReactElement {
  const { t } = useTranslation();
  const active = useMatch(`/${name}/*`) !== null;
  return (
    <NavLink
      component={RouterLink}
      to={`/${name}`}
      label={t(name)}
      leftSection={<Icon size={20} aria-hidden />}
      active={active}
      variant="light"
      onClick={onUse}
    />
  );
}

export function Navigation({ onUse }: { onUse: () => void }): ReactElement {
  const { scopes } = useSession();
  return (
    <>
      {PAGES.filter(({ scope }) => scopes.includes(scope)).map((page) => (
        <PageLink key={page.name} page={page} onUse={onUse} />
      ))}
    </>
  );
}
