import { SimpleGrid, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Card } from '@/ui/page';
import { GROUPS, type Parameters } from './parameters';
import { useParameterText } from './use-parameter-text';
import classes from './weights.module.css';

/** Every parameter with its value and what it means, to read. */
export function WeightsDocument({ parameters }: { parameters: Parameters }) {
  const { t } = useTranslation();
  const text = useParameterText();
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      {GROUPS.map((group) => (
        <Card key={group.key}>
          <Title order={3}>{t(`weights.group.${group.key}.title`)}</Title>
          <Text size="sm" c="dimmed" mb="sm">
            {t(`weights.group.${group.key}.hint`)}
          </Text>
          <dl className={classes.list}>
            {group.parameters.map(({ name }) => (
              <div key={name}>
                <dt>
                  {t(`weights.parameter.${name}.name`)}
                  <Text size="xs" c="dimmed">
                    {t(`weights.parameter.${name}.hint`)}
                  </Text>
                </dt>
                <dd className="numbers">{text(name, parameters[name])}</dd>
              </div>
            ))}
          </dl>
        </Card>
      ))}
    </SimpleGrid>
  );
}
