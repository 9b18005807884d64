import { ActionIcon, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import type { SkillClaim } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { Mark } from '@/ui/mark';
import { useAction } from '@/ui/use-action';
import classes from './profile.module.css';

interface ClaimListProps {
  skill: string;
  claims: readonly SkillClaim[];
  counted: string | null | undefined;
  employeeId: string;
  editable: boolean;
}

/** Every claim about a skill, which one counted, and the own ones to take back. */
export function ClaimList({ skill, claims, counted, employeeId, editable }: ClaimListProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const remove = useAction(
    (id: string) => client.DELETE('/api/v1/skill-claims/{id}', { params: { path: { id } } }),
    {
      touches: [['employees', employeeId], ['opportunities'], ['home']],
      done: t('profile.claim_removed'),
    },
  );
  return (
    <ul className={classes.claims}>
      {claims.map((claim) => (
        <li key={claim.id}>
          <span>
            <Text size="sm" span>
              {t('profile.claim_line', {
                source: t(`terms.claim_source.${claim.source}`),
                level: claim.level,
                date: format.date(claim.claimed_on),
              })}
              {claim.by && t('profile.claim_by', { name: claim.by.display_name })}
            </Text>{' '}
            {claim.id === counted && (
              <Mark tone="accent">{t('profile.claim_counts')}</Mark>
            )}
            {claim.evidence && (
              <Text size="sm" c="dimmed">
                {claim.evidence}
              </Text>
            )}
          </span>
          {editable && claim.source === 'self' && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('profile.remove_claim', { skill })}
              loading={remove.isRunning}
              onClick={() => remove.run(claim.id)}
            >
              <IconTrash size={16} aria-hidden="true" />
            </ActionIcon>
          )}
        </li>
      ))}
    </ul>
  );
}
