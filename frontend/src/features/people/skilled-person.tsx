import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SkilledPerson as Found, SkillFound } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '@/ui/link';
import { SkillBar } from '@/ui/match/skill-bar';
import classes from './people.module.css';

/** Somebody who was found, with what they have of each skill that was asked for. */
export function SkilledPerson({ found }: { found: Found }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { employee } = found;
  return (
    <li className={classes.person}>
      <div className={classes.who}>
        <TextLink to="/people/$employeeId" params={{ employeeId: employee.id }} fw={550}>
          {employee.display_name}
        </TextLink>
        <Text size="xs" c="dimmed">
          {[employee.title, employee.org_unit.name, employee.location?.name].filter(Boolean).join(' · ')}
        </Text>
        <Text size="xs" c="dimmed" mt={4}>
          {t('people.share', { share: format.percent(found.share) })}
        </Text>
      </div>
      <ul className={classes.skills}>
        {found.skills.map((held) => (
          <li key={held.skill.id} className={classes.held}>
            <TextLink to="/skills/$skillId" params={{ skillId: held.skill.id }} c="inherit" size="sm">
              {held.skill.name}
            </TextLink>
            <Held held={held} />
          </li>
        ))}
      </ul>
    </li>
  );
}

function Held({ held }: { held: SkillFound }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { via } = held;
  return (
    <>
      <SkillBar
        kind={held.skill.kind}
        have={held.have_level}
        need={held.wanted_level}
        held={held.reached}
      />
      {via.kind === 'adjacent' && via.skill && (
        <Text size="xs" c="dimmed" className={classes.via}>
          {t('people.close_skill', {
            skill: via.skill.name,
            similarity: format.percent((via.similarity ?? 0) * 100),
          })}
        </Text>
      )}
    </>
  );
}
