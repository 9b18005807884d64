import { Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '@/ui/link';
import { Card } from '@/ui/page';
import type { ProfileSearch } from '@/url/searches';
import classes from './profile.module.css';

/** The tab where something missing is added; skills are the first one. */
const WHERE: Record<string, ProfileSearch['tab']> = {
  set_preferences: 'preferences',
  aspirations: 'aspirations',
};

/** What would improve matches, and by how much; nothing once nothing would. */
export function Completeness({ completeness }: { completeness: NonNullable<Profile['completeness']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  if (completeness.missing.length === 0) return null;
  return (
    <Card>
      <div className={classes.complete}>
        <div>
          <Text fw={600} id="completeness">
            {t('profile.completeness', { score: format.percent(completeness.score) })}
          </Text>
          <Progress.Root mt="xs">
            <Progress.Section value={completeness.score} aria-labelledby="completeness" />
          </Progress.Root>
        </div>
        <ul className={classes.missing}>
          {completeness.missing.map(({ code, gain }) => (
            <li key={code}>
              <TextLink to="/profile" search={{ tab: WHERE[code] }} resetScroll={false}>
                {t('profile.missing_line', {
                  what: codeText('profile.missing', code) ?? code,
                  gain: format.number(gain),
                })}
              </TextLink>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
