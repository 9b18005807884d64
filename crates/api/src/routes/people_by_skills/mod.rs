//! People by what they can do. Who may be found, and the ranking, are in `matching`; how the skills
//! are written is in `domain::skill_list`.

use actix_web::get;
use domain::access::{Capacities, ProfileField, actions};
use domain::ids::{EmployeeId, LocationId, OpportunityId, OrgUnitId};
use domain::terms::SkillKind;
use matching::{NearestQuery, PersonBySkills, QueryChange, SkillHeld, SkillQuery, SkillRank};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::employees::EmployeeCard;
use crate::auth::Actor;
use crate::directory::{Catalogue, Person};
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError};
use crate::extract::{Json, ListQuery, Page, PageParams};
use crate::matching::{SkilledPeople, ViaView, points};
use crate::refs::SkillRef;
use crate::state::App;
use crate::viewer::is_above;

mod meant;

use meant::{Meant, term};

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(search_people_by_skills);
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SkillsMatch {
    /// Who has every one of the skills.
    #[default]
    All,
    /// Who has at least one of them.
    Any,
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct SkillSearch {
    /// At most ten skills, separated by commas, each by id, name or alias, and after a colon the
    /// least level, 1 to 5: `sql:3,rust`. Names that contain a comma, a colon or a quotation mark
    /// stand in quotation marks, with those inside doubled.
    #[param(min_length = 1, max_length = 3000, example = "sql:3,rust")]
    #[validate(length(min = 1, max = 3000))]
    skills: String,
    /// Whether all of the skills are asked for, or any; all unless said otherwise.
    #[serde(rename = "match")]
    #[param(inline)]
    combine: Option<SkillsMatch>,
    /// People of this unit and of those below it.
    org_unit_id: Option<OrgUnitId>,
    /// People of this place.
    location_id: Option<LocationId>,
    /// People whose role has this grade or a higher one.
    level_min: Option<i16>,
    /// People whose role has this grade or a lower one.
    level_max: Option<i16>,
    /// Only people who said that they are open to moves; for specialists, and not of people below
    /// them.
    open_to_moves: Option<bool>,
    /// Only people who may apply to this opening; for specialists.
    eligible_for: Option<OpportunityId>,
}

/// People who have the skills, best first.
#[derive(Debug, Serialize, ToSchema)]
struct SkilledPeoplePage {
    /// The skills as they were understood, in the order of the question.
    #[schema(min_items = 1, max_items = 10)]
    skills: Vec<SkillAsked>,
    #[serde(rename = "match")]
    combine: SkillsMatch,
    #[schema(max_items = 200)]
    items: Vec<SkilledPerson>,
    /// Over all pages.
    #[schema(example = 42)]
    total: u32,
    /// Hand this back as `cursor` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Where nobody is found: questions that find somebody, the nearest first.
    #[schema(max_items = 5)]
    nearest: Vec<NearestSearch>,
}

/// A skill that is looked for.
#[derive(Debug, Serialize, ToSchema)]
struct SkillAsked {
    skill: SkillRef,
    /// Absent where any level will do, as with certificates.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 5)]
    level: Option<u8>,
}

/// Somebody who has what is looked for.
#[derive(Debug, Serialize, ToSchema)]
struct SkilledPerson {
    employee: EmployeeCard,
    /// How much there is of the levels that are looked for, of the highest where any will do, in
    /// percent: the mean over the skills. The list is in this order, and then in the order of evidence.
    #[schema(example = 92, maximum = 100)]
    share: u32,
    /// In the order of the question.
    #[schema(max_items = 10)]
    skills: Vec<SkillFound>,
}

/// What somebody has of one of the skills.
#[derive(Debug, Serialize, ToSchema)]
struct SkillFound {
    skill: SkillRef,
    /// Absent where any level will do, as with certificates.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 5, example = 4)]
    wanted_level: Option<u8>,
    /// Effective level as the profile shows it; absent when the skill is not owned, and for
    /// certificates.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 5, example = 3.8)]
    have_level: Option<f64>,
    /// Levels count rounded: 3.5 is a 4.
    reached: bool,
    /// A skill of theirs that is close, where it would do more than the skill itself. It is told
    /// for orientation and counts neither for being found nor in the order.
    via: ViaView,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SearchChange {
    LowerLevel,
    AnyOf,
    CloseSkill,
    WithoutSkill,
}

/// The same question with one thing changed.
#[derive(Debug, Serialize, ToSchema)]
struct NearestSearch {
    change: SearchChange,
    /// The skill that the change is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    skill: Option<SkillRef>,
    /// The lower level.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 4)]
    level: Option<u8>,
    /// What takes the skill's place.
    #[serde(skip_serializing_if = "Option::is_none")]
    close: Option<SkillRef>,
    /// How many people it finds.
    #[schema(example = 8, minimum = 1)]
    total: u32,
    /// For `skills` and `match`, to ask it.
    #[schema(example = "sql:2,rust")]
    skills: String,
    #[serde(rename = "match")]
    combine: SkillsMatch,
}

/// Find people by their skills
///
/// Who has all or any of some skills, each at a level at least, best first. Everybody may ask:
/// what is found, and in which order, follows from what every colleague may read in the profiles.
/// Where nobody is found, the answer proposes the nearest questions that find somebody.
#[utoipa::path(tag = "organisation", params(PageParams, SkillSearch),
    responses((status = 200, body = SkilledPeoplePage)), security(("session" = [])))]
#[get("/employees/by-skills")]
async fn search_people_by_skills(
    actor: Actor,
    app: App,
    query: ListQuery<SkillSearch>,
) -> ApiResult<Json<SkilledPeoplePage>> {
    let permit = actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let (wanted, page, key) = (query.filter, query.page, app.cursors()?);
    may_filter(permit.capacities(), &wanted)?;
    let names = app.directory.catalogue();
    let asked = meant::of(&wanted.skills, &names, &app.naming).await?;
    let combine = wanted.combine.unwrap_or_default();
    let after = page.position::<(u32, u32, EmployeeId)>(key, actor.account_id)?;
    let after = after.map(|(met_ppm, evidence_ppm, employee)| SkillRank {
        met_ppm,
        evidence_ppm,
        employee,
    });
    let may_know = |person: EmployeeId| !is_above(&app, &actor, person);
    let people = SkilledPeople {
        unit: wanted.org_unit_id,
        locations: wanted.location_id.as_slice(),
        level_min: wanted.level_min,
        level_max: wanted.level_max,
        open_to_moves: (wanted.open_to_moves == Some(true)).then_some(&may_know),
        eligible_for: wanted.eligible_for,
    };
    let skills: Vec<_> = asked.iter().map(Meant::wanted).collect();
    let (all_of, any_of) = match combine {
        SkillsMatch::All => (skills.as_slice(), [].as_slice()),
        SkillsMatch::Any => ([].as_slice(), skills.as_slice()),
    };
    let query = SkillQuery { all_of, any_of };
    let found = (app.matching).people_by_skills(&query, &people, after, page.limit() + 1);
    let found = found.ok_or_else(|| unknown("?eligible_for"))?;
    let total = found.page.total.unwrap_or(0);
    let rows = Page::of(found.page.items, &page, key, actor.account_id, |one| {
        let rank = one.rank();
        (rank.met_ppm, rank.evidence_ppm, rank.employee)
    })?;
    let mut items = Vec::with_capacity(rows.items.len());
    for row in &rows.items {
        // The directory may have changed since.
        let person = app.directory.person(row.employee);
        if let Some(person) = person.filter(|person| !person.has_left()) {
            items.push(SkilledPerson::of(row, &person, &asked, &names)?);
        }
    }
    let nearest = found.nearest.into_iter();
    Ok(Json(SkilledPeoplePage {
        nearest: nearest
            .filter_map(|one| nearest_search(one, &asked, combine, &names))
            .collect(),
        skills: asked.iter().map(SkillAsked::of).collect(),
        combine,
        items,
        total,
        next_cursor: rows.next_cursor,
    }))
}

/// Filters by what profiles show to few people are for those who read it in any profile.
fn may_filter(viewer: Capacities, wanted: &SkillSearch) -> ApiResult<()> {
    let sees = |fields: &[ProfileField]| fields.iter().all(|field| field.visible_to(viewer));
    let by_wish = wanted.open_to_moves == Some(true);
    // Whether somebody may apply tells when they came and whether they are leaving.
    let by_tenure = wanted.eligible_for.is_some();
    if (by_wish && !sees(&[ProfileField::MobilityPreference]))
        || (by_tenure && !sees(&[ProfileField::HireDate, ProfileField::Leaving]))
    {
        return Err(ApiError::new(Code::Forbidden)
            .detail("`open_to_moves` and `eligible_for` are for specialists"));
    }
    Ok(())
}

fn unknown(pointer: &str) -> ApiError {
    let error = FieldError::new(pointer, field::UNKNOWN_REFERENCE, "there is no such thing");
    ApiError::new(Code::InvalidQuery).field(error)
}

impl SkillAsked {
    fn of(meant: &Meant) -> Self {
        Self {
            skill: meant.skill.as_ref().into(),
            level: meant.shown_level(),
        }
    }
}

impl SkilledPerson {
    fn of(
        found: &PersonBySkills,
        person: &Person,
        asked: &[Meant],
        names: &Catalogue,
    ) -> ApiResult<Self> {
        Ok(Self {
            employee: EmployeeCard::of(person, names)?,
            share: points(found.rank().met_ppm),
            skills: skills_found(found, asked, names),
        })
    }
}

fn skills_found(person: &PersonBySkills, asked: &[Meant], names: &Catalogue) -> Vec<SkillFound> {
    let found = asked.iter().filter_map(|meant| {
        let held = person
            .skills
            .iter()
            .find(|one| one.skill == meant.skill.id)?;
        Some(skill_found(held, meant, names))
    });
    found.collect()
}

fn skill_found(held: &SkillHeld, meant: &Meant, names: &Catalogue) -> SkillFound {
    let has_levels = meant.skill.kind != SkillKind::Certificate;
    let tenths = |milli: u16| f64::from((milli + 50) / 100) / 10.0;
    SkillFound {
        skill: meant.skill.as_ref().into(),
        wanted_level: held.wanted_level.filter(|_| has_levels),
        have_level: held.have_level_milli.filter(|_| has_levels).map(tenths),
        reached: held.reached,
        via: ViaView::of(held.via, names),
    }
}

/// `None` where the change is about a skill that has just gone.
fn nearest_search(
    nearest: NearestQuery,
    asked: &[Meant],
    combine: SkillsMatch,
    names: &Catalogue,
) -> Option<NearestSearch> {
    let (change, skill, level, close) = match nearest.change {
        QueryChange::LowerLevel { skill, level } => {
            (SearchChange::LowerLevel, Some(skill), Some(level), None)
        }
        QueryChange::AnyOf => (SearchChange::AnyOf, None, None, None),
        QueryChange::CloseSkill { skill, close } => {
            (SearchChange::CloseSkill, Some(skill), None, Some(close))
        }
        QueryChange::Without { skill } => (SearchChange::WithoutSkill, Some(skill), None, None),
    };
    let text = asked.iter().filter_map(|meant| {
        let is_it = skill == Some(meant.skill.id);
        match change {
            SearchChange::WithoutSkill if is_it => None,
            SearchChange::LowerLevel if is_it => Some(term(meant.skill.id, level)),
            SearchChange::CloseSkill if is_it => Some(term(close?, meant.level)),
            _ => Some(term(meant.skill.id, meant.level)),
        }
    });
    let skills = text.map(|term| term.to_string()).collect::<Vec<_>>();
    let named = |id| names.skill_ref(id).ok();
    Some(NearestSearch {
        change,
        skill: match skill {
            Some(id) => Some(named(id)?),
            None => None,
        },
        level,
        close: match close {
            Some(id) => Some(named(id)?),
            None => None,
        },
        total: nearest.total,
        skills: skills.join(","),
        combine: match change {
            SearchChange::AnyOf => SkillsMatch::Any,
            _ => combine,
        },
    })
}
