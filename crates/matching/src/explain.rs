//! A match in full. The same sums as in the lists, taken apart; nothing is computed a second way.

use chrono::NaiveDate;
use domain::ids::{EmployeeId, SkillId};

use crate::cells::{Cell, best_neighbour, own_credit};
use crate::engine::{Engine, Scratch};
use crate::intern::NONE;
use crate::opening::{Ask, Must, OpeningRecord, Unmet};
use crate::openings_for::{Hidden, unmet};
use crate::output::{
    Counterfactual, Explanation, MustHave, RequirementMatch, StrengthUse, Via, View,
};
use crate::parts::parts;
use crate::people_for::OpeningRef;
use crate::person::PersonRecord;
use crate::score::{MustState, Score, Tally, must_of, score};
use crate::summary::summarise;
use crate::units::{FULL_CREDIT, PPM, apportion, narrow};

impl Engine {
    /// Why a person and an opening fit as they do; `None` when either is unknown.
    #[must_use]
    pub fn explain(
        &self,
        person: EmployeeId,
        opening: OpeningRef<'_>,
        view: View,
        today: NaiveDate,
    ) -> Option<Explanation> {
        let person = &*self.people.find(person)?;
        let explain = |opening: &OpeningRecord| {
            Scratch::with(|scratch| self.explain_pair(person, opening, view, today, scratch))
        };
        match opening {
            OpeningRef::Stored(id) => self.openings.find(id).map(explain),
            OpeningRef::Draft(told) => Some(explain(&self.draft(told))),
        }
    }

    /// The same with the shortest way to a better band, which takes longer to find; in the
    /// person's view only: what a stranger could learn to be hired is no question of the hiring side.
    #[must_use]
    pub fn explain_in_full(
        &self,
        person: EmployeeId,
        opening: OpeningRef<'_>,
        view: View,
        today: NaiveDate,
    ) -> Option<Explanation> {
        let mut explanation = self.explain(person, opening, view, today)?;
        if view == View::Employee {
            let person = &*self.people.find(person)?;
            let find = |opening: &OpeningRecord| {
                let band = explanation.summary.band;
                Scratch::with(|scratch| self.route(person, opening, band, scratch))
            };
            explanation.route = match opening {
                OpeningRef::Stored(id) => self.openings.find(id).and_then(find),
                OpeningRef::Draft(told) => find(&self.draft(told)),
            };
        }
        Some(explanation)
    }

    fn explain_pair(
        &self,
        person: &PersonRecord,
        opening: &OpeningRecord,
        view: View,
        today: NaiveDate,
        scratch: &mut Scratch,
    ) -> Explanation {
        let after = self.counterfactuals(person, opening, view, scratch);
        scratch.load_person(self, person, view);
        let unmet = match view {
            View::Employee => unmet(person, opening),
            View::Opening => Unmet::default(),
        };
        let score = self.score_pair(person, opening, view, unmet, scratch);
        let aims_for = view == View::Employee && scratch.aims_for(opening);
        let cells: Vec<Cell> = opening
            .asks
            .iter()
            .map(|a| scratch.person.cell(a))
            .collect();
        Explanation {
            opportunity: opening.id,
            employee: person.id,
            view,
            summary: summarise(self, opening, &score, &scratch.person, aims_for),
            coverage_exponent_mille: self.coverage_exponent(opening, view),
            requirements: self.requirement_matches(opening, &score, &cells, &after, scratch),
            strengths: self.strengths(person, opening, &score),
            must_haves: self.must_haves(opening, &cells),
            parts: parts(
                &score,
                opening.need_ppm(today, &self.weights),
                view,
                &self.weights,
            ),
            hidden: match view {
                View::Employee => Hidden::new(&score, opening, unmet).reasons().collect(),
                View::Opening => Vec::new(),
            },
            route: None,
            no_requirements: opening.weight.is_zero(),
            weights_version: self.weights.version,
            data_version: self.data_version,
        }
    }

    /// The score of the loaded person in either view.
    fn score_pair(
        &self,
        person: &PersonRecord,
        opening: &OpeningRecord,
        view: View,
        unmet: Unmet,
        scratch: &mut Scratch,
    ) -> Score {
        if view == View::Employee {
            return self.score_opening(person, opening, unmet, scratch);
        }
        let mut tally = Tally::default();
        for ask in &opening.asks {
            tally.add(
                ask,
                &scratch.person.cell(ask),
                self.weights.must_have_slack_milli,
            );
        }
        let mobility_ppm = scratch.mobility(self, person.profile, opening);
        let pair = self.opening_view(&person.view(), mobility_ppm);
        score(&tally, opening, &pair, &self.weights)
    }

    fn coverage_exponent(&self, opening: &OpeningRecord, view: View) -> u16 {
        match view {
            _ if !opening.fills_role() => 1000,
            View::Employee => 500,
            View::Opening => self.weights.opening_coverage_exponent_mille,
        }
    }

    /// For each ask that is not reached and whose skill is known, the fit of the same person with that level.
    fn counterfactuals(
        &self,
        person: &PersonRecord,
        opening: &OpeningRecord,
        view: View,
        scratch: &mut Scratch,
    ) -> Vec<Option<Counterfactual>> {
        let one = |ask: &Ask| {
            let have = person.level_milli(ask.skill).unwrap_or(0);
            if have >= ask.level_milli() || ask.skill == NONE {
                return None;
            }
            let level = ask.level_milli();
            let raised = person.with_level(ask.skill, level, &self.catalogue, &self.weights);
            scratch.load_person(self, &raised, view);
            let score = self.score_pair(&raised, opening, view, Unmet::default(), scratch);
            Some(Counterfactual {
                to_level: ask.level,
                fit_after_ppm: score.fit_ppm,
                band_after: score.band,
            })
        };
        opening.asks.iter().map(one).collect()
    }

    fn requirement_matches(
        &self,
        opening: &OpeningRecord,
        score: &Score,
        cells: &[Cell],
        after: &[Option<Counterfactual>],
        scratch: &Scratch,
    ) -> Vec<RequirementMatch> {
        let weights: Vec<u64> = opening.asks.iter().map(|a| a.weight.into()).collect();
        let weights = apportion(&weights, opening.weight.get(), opening.weight.one_ppm());
        let credits: Vec<u64> = (opening.asks.iter().zip(cells))
            .map(|(ask, cell)| u64::from(ask.weight) * u64::from(cell.credit))
            .collect();
        let all = opening.weight.get() * u64::from(FULL_CREDIT);
        let contributions = apportion(&credits, all, score.coverage_ppm);
        let shares = weights.into_iter().zip(contributions);
        let told = opening.requirements.iter().zip(&opening.asks);
        let mut list: Vec<RequirementMatch> = told
            .zip(cells.iter().zip(after))
            .zip(shares)
            .map(
                |(((told, ask), (cell, after)), (weight_ppm, contribution_ppm))| RequirementMatch {
                    skill: told.skill,
                    required_level: told.level,
                    importance: told.importance,
                    weight_ppm,
                    have_level_milli: (cell.own.level_milli > 0).then_some(cell.own.level_milli),
                    credit_ppm: narrow(
                        u64::from(cell.credit) * u64::from(PPM) / u64::from(FULL_CREDIT),
                    ),
                    contribution_ppm,
                    via: self.via(ask, cell, scratch),
                    must_have_met: match must_of(ask, &cell.own, self.weights.must_have_slack_milli)
                    {
                        MustState::NoMust => None,
                        MustState::Met => Some(true),
                        MustState::Short | MustState::NoCertificate => Some(false),
                    },
                    counterfactual: *after,
                },
            )
            .collect();
        list.sort_by_key(|r| (std::cmp::Reverse(r.weight_ppm), r.skill));
        list
    }

    fn via(&self, ask: &Ask, cell: &Cell, scratch: &Scratch) -> Via {
        let own = own_credit(cell.own.level_milli, ask.level);
        if cell.credit == 0 {
            return Via::None;
        }
        let neighbour = best_neighbour(ask, &scratch.person, &self.catalogue, &self.weights);
        match neighbour.filter(|(_, credit)| *credit > own) {
            Some((neighbour, _)) => {
                self.skill_id(neighbour.skill)
                    .map_or(Via::None, |skill| Via::Adjacent {
                        skill,
                        similarity_ppm: neighbour.similarity_ppm,
                    })
            }
            None => Via::Exact,
        }
    }

    fn strengths(
        &self,
        person: &PersonRecord,
        opening: &OpeningRecord,
        score: &Score,
    ) -> Vec<StrengthUse> {
        let strongest = || person.skills.iter().take(person.strongest);
        let all: Vec<u64> = strongest()
            .map(|o| u64::from(self.catalogue.idf2(o.skill)) * u64::from(o.level_milli()))
            .collect();
        let used: Vec<u64> = strongest()
            .map(|o| {
                let ask = opening.asks.iter().find(|a| a.skill == o.skill);
                let level = ask.map_or(0, |a| a.level_milli().min(o.level_milli()));
                u64::from(self.catalogue.idf2(o.skill)) * u64::from(level)
            })
            .collect();
        let shares = apportion(&all, person.strength.get(), person.strength.one_ppm());
        let used = apportion(&used, person.strength.get(), score.use_of_self_ppm);
        let mut list: Vec<StrengthUse> = strongest()
            .zip(shares.into_iter().zip(used))
            .filter_map(|(owned, (share_ppm, used_ppm))| {
                Some(StrengthUse {
                    skill: self.skill_id(owned.skill)?,
                    level_milli: owned.level_milli(),
                    share_ppm,
                    used_ppm,
                })
            })
            .collect();
        list.sort_by_key(|s| (std::cmp::Reverse((s.used_ppm, s.share_ppm)), s.skill));
        list
    }

    fn must_haves(&self, opening: &OpeningRecord, cells: &[Cell]) -> Vec<MustHave> {
        let told = opening.requirements.iter().zip(&opening.asks);
        told.zip(cells)
            .filter(|((_, ask), _)| ask.must != Must::No)
            .map(|((told, ask), cell)| {
                let certificate = ask.must == Must::Certificate;
                let short = ask.level_milli().saturating_sub(cell.own.level_milli);
                MustHave {
                    skill: told.skill,
                    certificate,
                    met: must_of(ask, &cell.own, self.weights.must_have_slack_milli)
                        == MustState::Met,
                    short_by_milli: (!certificate).then_some(short),
                }
            })
            .collect()
    }

    pub(crate) fn skill_id(&self, skill: u32) -> Option<SkillId> {
        self.catalogue.skills.id(skill)
    }
}
