//! A match in one line: the shares, the words, and the reason that says most.

use crate::cells::PersonTable;
use crate::engine::Engine;
use crate::opening::OpeningRecord;
use crate::output::{MatchReason, MatchReasonCode, MatchSummary};
use crate::score::{MustState, Score, must_of};
use crate::units::{FULL_CREDIT, narrow};

/// `aims_for`: whether it is a role that the person aims for; false in the opening's view.
pub(crate) fn summarise(
    engine: &Engine,
    opening: &OpeningRecord,
    score: &Score,
    person: &PersonTable,
    aims_for: bool,
) -> MatchSummary {
    MatchSummary {
        fit_ppm: score.shown_fit_ppm(),
        band: score.band,
        coverage_ppm: score.coverage_ppm,
        use_of_self_ppm: score.use_of_self_ppm,
        evidence_ppm: score.evidence_ppm,
        direction: score.direction,
        direction_basis: score.direction_basis,
        want_ppm: score.want_ppm,
        take_ppm: score.take_ppm,
        rank_ppm: score.rank_ppm,
        reason: reason(engine, opening, score, person, aims_for),
    }
}

fn reason(
    engine: &Engine,
    opening: &OpeningRecord,
    score: &Score,
    person: &PersonTable,
    aims_for: bool,
) -> MatchReason {
    let slack = engine.weights.must_have_slack_milli;
    let mut met = 0;
    let mut certificate = None;
    // The largest shortfall of a must-have, and the largest loss of coverage; of equal losses the
    // one that is short by more.
    let mut worst: Option<(u16, u32)> = None;
    let mut missing: Option<(u64, u16, u32)> = None;
    for ask in &opening.asks {
        let cell = person.cell(ask);
        let short = ask.level_milli().saturating_sub(cell.own.level_milli);
        let lost = u64::from(ask.weight) * u64::from(FULL_CREDIT - cell.credit);
        if short == 0 {
            met += 1;
        } else if missing.is_none_or(|(most, by, _)| (lost, short) > (most, by)) {
            missing = Some((lost, short, ask.skill));
        }
        match must_of(ask, &cell.own, slack) {
            MustState::NoCertificate => certificate = certificate.or(Some(ask.skill)),
            MustState::Short if worst.is_none_or(|(most, _)| short > most) => {
                worst = Some((short, ask.skill));
            }
            MustState::Short | MustState::Met | MustState::NoMust => {}
        }
    }
    let (code, skill, short_by_milli) = if opening.weight.is_zero() {
        (MatchReasonCode::NoRequirements, None, None)
    } else if let Some(skill) = certificate {
        (MatchReasonCode::MissingCertificate, Some(skill), None)
    } else if !score.fitted {
        (MatchReasonCode::NoSkills, None, None)
    } else if let Some((short, skill)) = worst {
        (MatchReasonCode::MustHaveShort, Some(skill), Some(short))
    } else if aims_for {
        (MatchReasonCode::TargetRole, None, None)
    } else if let Some((_, short, skill)) = missing {
        (MatchReasonCode::CoversSome, Some(skill), Some(short))
    } else {
        (MatchReasonCode::CoversAll, None, None)
    };
    MatchReason {
        code,
        met,
        total: narrow(u64::try_from(opening.asks.len()).unwrap_or(u64::MAX)),
        skill: skill.and_then(|s| engine.catalogue.skills.id(s)),
        short_by_milli,
    }
}
