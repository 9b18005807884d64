import type { CriterionRating, RatedCriterion } from '@/api/types';

/** The scale, the least first. */
export const RATINGS = ['not_shown', 'partly_shown', 'shown', 'exemplary'] as const satisfies readonly CriterionRating[];

export interface RatedValue {
  rating: CriterionRating | 'none';
  note: string;
}

/** A form has no absent values. */
export const valueOf = (rated: RatedCriterion | undefined): RatedValue => ({
  rating: rated?.rating ?? 'none',
  note: rated?.note ?? '',
});

/** What is not assessed is absent; what is not written is no note. */
export const ratedOf = ({ rating, note }: RatedValue): RatedCriterion => ({
  ...(rating === 'none' ? {} : { rating }),
  ...(note.trim() === '' ? {} : { note: note.trim() }),
});
