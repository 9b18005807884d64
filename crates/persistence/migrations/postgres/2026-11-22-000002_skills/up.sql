CREATE TABLE skill (
    id UUID PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    description TEXT,
    status TEXT NOT NULL,
    transversal BOOLEAN NOT NULL,
    source_uri TEXT,
    merged_into_id UUID REFERENCES skill (id),
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT skill_external_key UNIQUE (source, external_id)
);
CREATE INDEX skill_name ON skill (name_folded, id);

CREATE TABLE skill_alias (
    id UUID PRIMARY KEY NOT NULL,
    skill_id UUID NOT NULL REFERENCES skill (id) ON DELETE CASCADE,
    locale TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    CONSTRAINT skill_alias_key UNIQUE (skill_id, locale, name)
);
CREATE INDEX skill_alias_name ON skill_alias (name_folded);

CREATE TABLE skill_relation (
    from_id UUID NOT NULL REFERENCES skill (id) ON DELETE CASCADE,
    to_id UUID NOT NULL REFERENCES skill (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    PRIMARY KEY (from_id, to_id, kind)
);
CREATE INDEX skill_relation_to ON skill_relation (to_id);

CREATE TABLE proficiency_level (
    level SMALLINT NOT NULL,
    locale TEXT NOT NULL,
    name TEXT NOT NULL,
    descriptor TEXT NOT NULL,
    PRIMARY KEY (level, locale)
);
INSERT INTO proficiency_level (level, locale, name, descriptor) VALUES
    (1, 'en', 'Aware', 'Knows what it is for and its main terms; needs guidance to apply it.'),
    (2, 'en', 'Practitioner', 'Applies it to routine work with occasional help.'),
    (3, 'en', 'Proficient', 'Applies it independently to most work and judges the result.'),
    (4, 'en', 'Advanced', 'Handles unusual cases, improves how it is done and teaches others.'),
    (5, 'en', 'Expert', 'Sets the standard for the organisation; others come for advice.'),
    (1, 'fr', 'Notions', 'Sait à quoi cela sert et en connaît les termes ; a besoin d’être guidé pour l’appliquer.'),
    (2, 'fr', 'Pratique', 'L’applique au travail courant avec une aide ponctuelle.'),
    (3, 'fr', 'Maîtrise', 'L’applique de façon autonome à la plupart des travaux et en juge le résultat.'),
    (4, 'fr', 'Avancé', 'Traite les cas inhabituels, améliore la pratique et forme les autres.'),
    (5, 'fr', 'Expert', 'Fixe la référence pour l’organisation ; on vient lui demander conseil.');

CREATE TABLE job_family (
    id UUID PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    CONSTRAINT job_family_external_key UNIQUE (source, external_id)
);

CREATE TABLE job_profile (
    id UUID PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    job_family_id UUID NOT NULL REFERENCES job_family (id),
    level SMALLINT NOT NULL,
    track TEXT NOT NULL,
    summary TEXT,
    pay_min_minor BIGINT,
    pay_max_minor BIGINT,
    pay_currency TEXT,
    source_uri TEXT,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT job_profile_external_key UNIQUE (source, external_id)
);
CREATE INDEX job_profile_title ON job_profile (title_folded, id);
CREATE INDEX job_profile_family ON job_profile (job_family_id);

CREATE TABLE job_profile_requirement (
    job_profile_id UUID NOT NULL REFERENCES job_profile (id) ON DELETE CASCADE,
    skill_id UUID NOT NULL REFERENCES skill (id),
    level SMALLINT NOT NULL CHECK (level BETWEEN 1 AND 5),
    importance TEXT NOT NULL,
    PRIMARY KEY (job_profile_id, skill_id)
);
CREATE INDEX job_profile_requirement_skill ON job_profile_requirement (skill_id);

CREATE TABLE career_step (
    from_id UUID NOT NULL REFERENCES job_profile (id) ON DELETE CASCADE,
    to_id UUID NOT NULL REFERENCES job_profile (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    PRIMARY KEY (from_id, to_id)
);
CREATE INDEX career_step_to ON career_step (to_id);
