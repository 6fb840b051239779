// The frame of every page behind the sign-in: skip link, header, navigation (a burger on small screens), main.
import '@mantine/notifications/styles.css';
import { Anchor, AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { type ReactElement, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import { WaitingBanner } from '../parts/waiting/waiting-banner.js';
import { Account } from './account.js';
import { Navigation } from './navigation.js';
import classes from './shell.module.css';
import { Loading } from './states.js';

const MAIN = 'main';

export function Shell(): ReactElement {
  const { t } = useTranslation();
  const [opened, navigation] = useDisclosure();
  const { pathname } = useLocation();
  useHotkeys([['Escape', navigation.close]]);
  return (
    <>
      <Notifications />
      <Anchor href={`#${MAIN}`} className={classes.skip}>
        {t('skip')}
      </Anchor>
      <AppShell
        header={{ height: 56 }}
        navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }}
        padding={{ base: 'sm', sm: 'md' }}
      >
        <AppShell.Header px="sm">
          <Group h="100%" justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap">
              <Burger
                opened={opened}
                onClick={navigation.toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label={t(opened ? 'closeNavigation' : 'openNavigation')}
                aria-expanded={opened}
              />
              <Text fw={700} component="span">
                {t('product')}
              </Text>
            </Group>
            <Account />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar p="xs" aria-label={t('navigation')}>
          <Navigation onUse={navigation.close} />
        </AppShell.Navbar>
        <AppShell.Main id={MAIN} tabIndex={-1} style={{ outline: 'none' }}>
          <div className={classes.main}>
            <WaitingBanner />
            {/* Another page begins anew, also the same one of another request. */}
            <Suspense key={pathname} fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </div>
        </AppShell.Main>
      </AppShell>
    </>
  );
}
