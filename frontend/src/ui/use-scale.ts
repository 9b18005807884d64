import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';

export interface ScaleLevel {
  level: number;
  name: string;
  descriptor: string;
}

/** The organisation's proficiency scale in the language of the screen. */
export function useScale(): readonly ScaleLevel[] {
  const { i18n } = useTranslation();
  const scale = useRead(reads.proficiencyScale());
  const language = i18n.language === 'fr' ? 'fr' : 'en';
  return (scale.data?.levels ?? []).map((entry) => ({
    level: entry.level,
    name: entry.name[language] ?? String(entry.level),
    descriptor: entry.descriptor[language] ?? '',
  }));
}
