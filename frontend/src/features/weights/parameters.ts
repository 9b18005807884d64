import type { MatchingWeights } from '@/api/types';

export type Parameters = MatchingWeights['parameters'];
export type ParameterName = keyof Parameters;
export type Bounds = MatchingWeights['bounds'];

/** What a parameter is read in; the document holds whole numbers of something much smaller. */
export type Unit = 'percent' | 'points' | 'levels' | 'plain';

/** So much of what the document holds is one of the unit. */
const SCALE = { percent: 10_000, points: 10_000, levels: 1_000, plain: 1 } as const;

interface Parameter {
  name: ParameterName;
  unit: Unit;
  /** Of the document's steps in one, where the unit alone does not say. */
  scale?: number;
}

export interface Group {
  key:
    | 'asked'
    | 'neighbours'
    | 'fit'
    | 'bands'
    | 'step'
    | 'aspirations'
    | 'want'
    | 'take'
    | 'preferences'
    | 'mobility'
    | 'need'
    | 'exposure';
  parameters: readonly Parameter[];
  /** They are shares of one whole. */
  whole?: true;
  /** The first so many are each at most the one before. */
  falling?: number;
}

const percent = (name: ParameterName): Parameter => ({ name, unit: 'percent' });
const points = (name: ParameterName): Parameter => ({ name, unit: 'points' });
const plain = (name: ParameterName, scale = 1): Parameter => ({ name, unit: 'plain', scale });

/** The document in the order in which it is read: from what is asked to what is shown. */
export const GROUPS: readonly Group[] = [
  { key: 'asked', parameters: [percent('required_ppm'), percent('preferred_ppm')], falling: 2 },
  {
    key: 'neighbours',
    parameters: [
      percent('adjacency_credit_ppm'),
      percent('relation_similarity_ppm'),
      percent('sibling_similarity_ppm'),
      percent('similarity_floor_ppm'),
      plain('neighbours'),
      plain('cooccurrence_min_profiles'),
    ],
  },
  { key: 'fit', parameters: [plain('strongest_skills'), plain('opening_coverage_exponent_mille', 1_000)] },
  {
    key: 'bands',
    parameters: [
      points('band_strong_ppm'),
      points('band_good_ppm'),
      points('band_stretch_ppm'),
      { name: 'must_have_slack_milli', unit: 'levels' },
    ],
    falling: 3,
  },
  {
    key: 'step',
    parameters: [
      percent('direction_margin_ppm'),
      percent('step_up_value_ppm'),
      percent('lateral_value_ppm'),
      percent('step_down_value_ppm'),
    ],
  },
  {
    key: 'aspirations',
    parameters: [
      percent('aspiration_family_ppm'),
      percent('aspiration_step_ppm'),
      plain('aspiration_max_steps'),
      percent('interest_overlap_ppm'),
    ],
  },
  {
    key: 'want',
    parameters: [
      percent('want_fit_ppm'),
      percent('want_aspiration_ppm'),
      percent('want_mobility_ppm'),
      percent('want_step_ppm'),
    ],
    whole: true,
  },
  {
    key: 'take',
    parameters: [percent('take_coverage_ppm'), percent('take_must_haves_ppm'), percent('take_evidence_ppm')],
    whole: true,
  },
  { key: 'preferences', parameters: [points('preference_penalty_ppm')] },
  { key: 'mobility', parameters: [plain('mobility_prior_moves'), plain('mobility_clip_milli', 1_000)] },
  {
    key: 'need',
    parameters: [
      points('need_high_ppm'),
      points('need_critical_ppm'),
      points('need_critical_position_ppm'),
      points('need_per_30_days_ppm'),
      points('need_days_max_ppm'),
      points('need_max_ppm'),
    ],
  },
  { key: 'exposure', parameters: [points('exposure_tie_ppm'), plain('exposure_limit')] },
];

const ALL = new Map(GROUPS.flatMap((group) => group.parameters).map((one) => [one.name as string, one]));

export const parameterOf = (name: string): Parameter | undefined => ALL.get(name);

export const scaleOf = ({ unit, scale }: Parameter): number => scale ?? SCALE[unit];

/** How many digits after the point a value may need. */
export const digitsOf = (parameter: Parameter): number => Math.round(Math.log10(scaleOf(parameter)));

export const toShown = (parameter: Parameter, stored: number): number => stored / scaleOf(parameter);

export const toStored = (parameter: Parameter, shown: number): number =>
  Math.round(shown * scaleOf(parameter));
