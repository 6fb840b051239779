// The name of a channel: translated for the channels of SMS, the registered name for all others.
import { useTranslation } from 'react-i18next';

export function useChannelName(): (channel: string) => string {
  const { t } = useTranslation('system');
  return (channel) => (channel === 'text' || channel === 'voice' ? t(channel) : channel);
}
