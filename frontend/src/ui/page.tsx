import { Breadcrumbs, Group, Text, Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

interface PageProps {
  title: string;
  /** What the page is about, in one line. */
  lead?: ReactNode;
  /** Badges beside the heading. */
  marks?: ReactNode;
  actions?: ReactNode;
  /** Links back up, outermost first. */
  trail?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
}

/**
 * Frame of every screen. Names the document, and takes the focus to the heading when the screen
 * appears after a navigation, so that screen readers announce it and the tab order starts here.
 */
export function Page({ title, lead, marks, actions, trail, narrow = false, children }: PageProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = t('common.document_title', { title });
  }, [t, title]);

  useEffect(() => {
    // On the very first load the focus stays where the browser put it.
    if (document.body.dataset.navigated === 'true') heading.current?.focus({ preventScroll: true });
  }, []);

  return (
    <div className={classes.page} data-narrow={narrow || undefined}>
      {trail}
      <header className={classes.head}>
        <div className={classes.words}>
          <Group gap="sm" align="center">
            <Title order={1} ref={heading} tabIndex={-1}>
              {title}
            </Title>
            {marks}
          </Group>
          {lead !== undefined && (
            <Text c="dimmed" component="div" mt={2}>
              {lead}
            </Text>
          )}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Links back up. Children are anchors. */
export function Trail({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('common.breadcrumb')}>
      <Breadcrumbs separatorMargin="xs" className={classes.trail}>
        {children}
      </Breadcrumbs>
    </nav>
  );
}

interface SectionProps {
  title: string;
  aside?: ReactNode;
  /** Without the frame, for content that brings its own. */
  plain?: boolean;
  children: ReactNode;
}

export function Section({ title, aside, plain = false, children }: SectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      <Group justify="space-between" align="baseline" gap="sm" mb="sm">
        <Title order={2}>{title}</Title>
        {aside}
      </Group>
      {plain ? children : <div className={classes.card}>{children}</div>}
    </section>
  );
}

export function Card({ children, tight = false }: { children: ReactNode; tight?: boolean }) {
  return (
    <div className={classes.card} data-tight={tight || undefined}>
      {children}
    </div>
  );
}

