// Every dialog: inside the main landmark, whole within the window; the focus goes back to what opened it, or to the page's title where
// that is gone.
import { Modal, type ModalProps } from '@mantine/core';
import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Boundary } from './boundary.js';
import { IN_MAIN } from './in-main.js';

interface DialogProps extends Pick<ModalProps, 'size' | 'withCloseButton' | 'closeOnEscape' | 'closeOnClickOutside'> {
  opened: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
}

export function Dialog({ children, ...props }: DialogProps): ReactElement {
  const { t } = useTranslation('problem');
  const { opened } = props;
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    if (opened) opener.current = document.activeElement;
  }, [opened]);
  // Mantine gives the focus back by a timer, which a slow browser runs after the dialog is gone.
  const keepFocus = (): void => {
    if (document.activeElement !== document.body) return;
    const last = opener.current;
    if (last instanceof HTMLElement && last.isConnected && last !== document.body) last.focus({ preventScroll: true });
    else document.querySelector('h1')?.focus();
  };
  return (
    <Modal portalProps={IN_MAIN} closeButtonProps={{ 'aria-label': t('close') }} onExitTransitionEnd={keepFocus} {...props}>
      <Boundary>{children}</Boundary>
    </Modal>
  );
}
