// Every dialog: inside the main landmark, whole within the window; the focus goes back to what opened it, or to the page's title where
// that is gone.
import { Modal, type ModalProps } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Boundary } from './boundary.js';
import { IN_MAIN } from './in-main.js';

interface DialogProps extends Pick<ModalProps, 'size' | 'withCloseButton' | 'closeOnEscape' | 'closeOnClickOutside'> {
  opened: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
}

function keepFocus(): void {
  if (document.activeElement === document.body) document.querySelector('h1')?.focus();
}

export function Dialog({ children, ...props }: DialogProps): ReactElement {
  const { t } = useTranslation('problem');
  return (
    <Modal portalProps={IN_MAIN} closeButtonProps={{ 'aria-label': t('close') }} onExitTransitionEnd={keepFocus} {...props}>
      <Boundary>{children}</Boundary>
    </Modal>
  );
}
