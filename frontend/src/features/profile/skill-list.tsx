import { Menu, Button, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import type { Interest, ProfileSkill } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '@/ui/link';
import { QuestionThis } from '@/ui/contests/question-this';
import { Mark } from '@/ui/mark';
import { SkillBar } from '@/ui/match/skill-bar';
import { useAction } from '@/ui/use-action';
import { ClaimList } from './claim-list';
import { useLevelReason } from './level-reason';
import classes from './profile.module.css';

interface SkillListProps {
  skills: readonly ProfileSkill[];
  employeeId: string;
  editable?: boolean;
}

export function SkillList({ skills, employeeId, editable = false }: SkillListProps) {
  return (
    <ul className={classes.skills}>
      {skills.map((entry) => (
        <SkillRow key={entry.skill.id} entry={entry} employeeId={employeeId} editable={editable} />
      ))}
    </ul>
  );
}

interface SkillRowProps {
  entry: ProfileSkill;
  employeeId: string;
  editable: boolean;
}

function SkillRow({ entry, employeeId, editable }: SkillRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const counted = entry.claims?.find((claim) => claim.id === entry.counted_claim_id);
  const why = useLevelReason(entry.reason);
  return (
    <li className={classes.skill}>
      <div className={classes.skillHead}>
        <span className={classes.skillName}>
          <TextLink
            to="/skills/$skillId"
            params={{ skillId: entry.skill.id }}
            c="inherit"
            fw={600}
            display="inline-block"
            mih={24}
          >
            {entry.skill.name}
          </TextLink>
          {entry.expires_on && <Expiry date={entry.expires_on} expired={entry.expired} />}
        </span>
        <SkillBar kind={entry.skill.kind} have={entry.effective_level} />
      </div>
      <div className={classes.skillFoot}>
        <Text size="sm" c="dimmed">
          {entry.expired
            ? t('profile.not_counted')
            : counted === undefined
              ? t(`terms.confidence.${entry.confidence}`)
            : t('profile.source_line', {
                source: t(`terms.claim_source.${counted.source}`),
                date: format.date(counted.claimed_on),
                confidence: t(`terms.confidence.${entry.confidence}`),
              })}
        </Text>
        {entry.claims && (
          <details className={classes.why}>
            <summary className={classes.summary}>{t('profile.why_this_level')}</summary>
            <Text size="sm" my="xs">
              {entry.expired ? t('profile.not_counted') : why}
            </Text>
            <ClaimList
              skill={entry.skill.name}
              claims={entry.claims}
              counted={entry.counted_claim_id}
              employeeId={employeeId}
              editable={editable}
            />
            {editable && (
              <QuestionThis kind="skill_level" subjectId={entry.skill.id} about={entry.skill.name} />
            )}
          </details>
        )}
        <span className={classes.interest}>
          {editable ? (
            <InterestMenu entry={entry} employeeId={employeeId} />
          ) : (
            entry.interest && <Mark>{t(`terms.interest.${entry.interest}`)}</Mark>
          )}
        </span>
      </div>
    </li>
  );
}

function Expiry({ date, expired }: { date: string; expired: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Mark tone={expired ? 'bad' : 'plain'}>
      {expired
        ? t('profile.expired', { date: format.date(date) })
        : t('profile.valid_until', { date: format.date(date) })}
    </Mark>
  );
}

const INTERESTS = ['want_to_use', 'want_to_learn', 'prefer_not'] as const;

function InterestMenu({ entry, employeeId }: { entry: ProfileSkill; employeeId: string }) {
  const { t } = useTranslation();
  const path = { id: employeeId, skill_id: entry.skill.id };
  const touches = [['employees', employeeId], ['opportunities'], ['home']];
  const set = useAction(
    (interest: Interest) =>
      client.PUT('/api/v1/employees/{id}/skill-interests/{skill_id}', {
        params: { path },
        body: { interest },
      }),
    { touches },
  );
  const unset = useAction(
    () => client.DELETE('/api/v1/employees/{id}/skill-interests/{skill_id}', { params: { path } }),
    { touches },
  );
  const label = entry.interest ? t(`terms.interest.${entry.interest}`) : t('profile.no_interest');
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant={entry.interest ? 'light' : 'subtle'}
          color={entry.interest ? 'accent' : 'gray'}
          fw={entry.interest ? undefined : 400}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          loading={set.isRunning || unset.isRunning}
          aria-label={t('profile.interest_in', { skill: entry.skill.name, interest: label })}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {INTERESTS.map((interest) => (
          <Menu.RadioItem
            key={interest}
            value={interest}
            checked={entry.interest === interest}
            closeMenuOnClick
            onChange={() => set.run(interest)}
          >
            {t(`terms.interest.${interest}`)}
          </Menu.RadioItem>
        ))}
        {entry.interest && (
          <Menu.Item onClick={() => unset.run(undefined)}>{t('profile.no_interest')}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
