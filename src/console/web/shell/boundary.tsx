// An error boundary around each part of a page: a part that fails shows its error, and the rest of the page stays usable.
import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle } from '../parts/icons.js';
import { Component, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface BoundaryProps {
  /** What the part is called */
  name?: string;
  children: ReactNode;
}

export class Boundary extends Component<BoundaryProps, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  /** What is drawn anew may be whole again: data that came since, another language. */
  override componentDidUpdate({ children }: BoundaryProps): void {
    if (this.state.isBroken && children !== this.props.children) this.setState({ isBroken: false });
  }

  override render(): ReactNode {
    const { name, children } = this.props;
    if (!this.state.isBroken) return children;
    return (
      <BrokenPart
        name={name}
        onRetry={() => {
          this.setState({ isBroken: false });
        }}
      />
    );
  }
}

function BrokenPart({ name, onRetry }: { name: string | undefined; onRetry: () => void }): ReactElement {
  const { t } = useTranslation('problem');
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      icon={<IconAlertTriangle aria-hidden />}
      title={name === undefined ? t('brokenPart') : t('brokenPartNamed', { name })}
    >
      <Button variant="default" size="xs" onClick={onRetry}>
        {t('retry')}
      </Button>
    </Alert>
  );
}
