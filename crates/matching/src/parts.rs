//! The lines of the two sums, want and take, and of business need beside them.

use crate::output::{Part, PartCode as Code, Side, View};
use crate::score::Score;
use crate::units::PPM;
use crate::weights::Weights;

/// What is private to the person has no line in the opening's view.
pub(crate) fn parts(score: &Score, need_ppm: u32, view: View, weights: &Weights) -> Vec<Part> {
    let mut parts = want(score, weights).to_vec();
    parts.extend(take(score, weights));
    parts.push(line(
        Code::BusinessNeed,
        Side::Need,
        need_ppm,
        PPM,
        need_ppm,
    ));
    parts.retain(|part| view == View::Employee || !is_private(part.code));
    parts
}

fn want(score: &Score, w: &Weights) -> [Part; 5] {
    let [fit, aspiration, mobility, step] = score.want_points(w);
    let line = |code, value, weight, points| line(code, Side::Want, value, weight, points);
    let taken_off = line(Code::Preferences, score.penalty_ppm, PPM, score.penalty_ppm);
    [
        line(Code::Fit, score.own_fit_ppm, w.want_fit_ppm, fit),
        line(
            Code::Aspiration,
            score.aspiration_ppm,
            w.want_aspiration_ppm,
            aspiration,
        ),
        line(
            Code::Mobility,
            score.mobility_ppm,
            w.want_mobility_ppm,
            mobility,
        ),
        line(Code::Step, score.step_ppm, w.want_step_ppm, step),
        Part {
            points_ppm: -taken_off.points_ppm,
            ..taken_off
        },
    ]
}

fn take(score: &Score, w: &Weights) -> [Part; 3] {
    let [coverage, must_haves, evidence] = score.take_points(w);
    let line = |code, value, weight, points| line(code, Side::Take, value, weight, points);
    [
        line(
            Code::Coverage,
            score.coverage_ppm,
            w.take_coverage_ppm,
            coverage,
        ),
        line(
            Code::MustHaves,
            score.must_haves_ppm,
            w.take_must_haves_ppm,
            must_haves,
        ),
        line(
            Code::Evidence,
            score.evidence_ppm,
            w.take_evidence_ppm,
            evidence,
        ),
    ]
}

fn line(code: Code, side: Side, value_ppm: u32, weight_ppm: u32, points_ppm: u32) -> Part {
    Part {
        code,
        side,
        value_ppm,
        weight_ppm,
        points_ppm: i32::try_from(points_ppm).unwrap_or(i32::MAX),
    }
}

const fn is_private(code: Code) -> bool {
    matches!(
        code,
        Code::Aspiration | Code::Preferences | Code::BusinessNeed
    )
}
