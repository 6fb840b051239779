// Hints about the content: characters that make it longer, and placeholders that would be sent unchanged.
import { Button, Stack, Text } from '@mantine/core';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { foreignCharacters, plainly } from './foreign-characters.js';
import { segmentsOf } from '../../../../messages/segments.js';
import { useFormat } from '../../texts/format.js';
import type { Change, Draft } from './draft.js';
import { placeholdersIn } from './placeholders.js';

const SHOWN = 6;
const code = (character: string): string =>
  Array.from(character, (each) => `U+${(each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ');

function ForeignCharacters({ content, change }: { content: string; change: Change }): ReactElement | null {
  const { t } = useTranslation('compose');
  const format = useFormat();
  const [foreign, plain] = useMemo(() => [foreignCharacters(content), plainly(content)], [content]);
  if (foreign.length === 0) return null;
  const names = foreign.slice(0, SHOWN).map(({ character }) => t('character', { character, code: code(character) }));
  const more = foreign.length - names.length;
  if (more > 0) names.push(t('moreCharacters', { count: more, number: format.number(more) }));
  const now = segmentsOf(content);
  const then = segmentsOf(plain);
  const isShorter = then.segments < now.segments || then.encoding === 'GSM-7';
  const pairs = foreign.filter((each) => each.plain !== null).slice(0, SHOWN);
  return (
    <Stack gap={4} align="flex-start">
      <Text size="sm" role="status" style={{ overflowWrap: 'anywhere' }}>
        {t('foreign', {
          count: foreign.length,
          characters: names.join(', '),
          segments: t('segments', { count: now.segments, encoding: now.encoding }),
        })}
      </Text>
      {isShorter && (
        <>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {t('plainWould', {
              pairs: pairs
                .map(({ character, plain: other }) => t('pair', { character, plain: other === '' ? t('nothing') : other }))
                .join(', '),
              segments: t('segments', { count: then.segments, encoding: then.encoding }),
            })}
          </Text>
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => {
              change({ content: plain });
            }}
          >
            {t('writePlain')}
          </Button>
        </>
      )}
    </Stack>
  );
}

export function Placeholders({ content }: { content: string }): ReactElement | null {
  const { t } = useTranslation('compose');
  const found = useMemo(() => placeholdersIn(content), [content]);
  if (found.length === 0) return null;
  return (
    <Text size="sm" fw={600} role="status" style={{ overflowWrap: 'anywhere' }}>
      {t('placeholders', { count: found.length, placeholders: found.slice(0, SHOWN).join(', ') })}
    </Text>
  );
}

export function ContentHints({ draft: { channel, content }, change }: { draft: Draft; change: Change }): ReactElement {
  return (
    <>
      {channel === 'text' && <ForeignCharacters content={content} change={change} />}
      <Placeholders content={content} />
    </>
  );
}
