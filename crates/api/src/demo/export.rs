//! Writes the generated company as the folder of CSV files that `traverse import` reads, row by
//! row, with nothing but the open files in memory. What that format has no place for is left out:
//! applications, what people aim for and prefer, and who plays the personas.

use std::fs::{self, File as Disk};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use demo::{Company, Config, DemoError};
use domain::feed::{Opportunity, Record, Skill};
use domain::money::PayRange;

use crate::import::files::File;
use crate::import::neutral::neutralise;

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Generate(#[from] DemoError),
    #[error("{0} holds files of an import already: name an empty folder")]
    Occupied(PathBuf),
    #[error("{path}: {cause}")]
    Io { path: PathBuf, cause: io::Error },
    #[error("{path}: {cause}")]
    Csv { path: PathBuf, cause: csv::Error },
}

/// Column and value; columns that are not named are empty.
pub type Cells = Vec<(&'static str, String)>;

/// Writes the company into the folder, which is made if need be; tells how many rows.
///
/// # Errors
/// When the folder holds such files already or cannot be written.
pub fn export(folder: &Path, config: Config) -> Result<u64, ExportError> {
    let company = Company::new(config)?;
    let io = |cause| ExportError::Io {
        path: folder.to_owned(),
        cause,
    };
    fs::create_dir_all(folder).map_err(io)?;
    if File::ALL
        .iter()
        .any(|file| folder.join(file.name()).exists())
    {
        return Err(ExportError::Occupied(folder.to_owned()));
    }
    let mut sheets = Vec::with_capacity(File::ALL.len());
    for file in File::ALL {
        sheets.push(Sheet::create(folder, file)?);
    }
    let mut rows = 0;
    for record in company.records() {
        for (file, cells) in rows_of(record) {
            if let Some(sheet) = sheets.iter_mut().find(|sheet| sheet.file == file) {
                sheet.write(&cells)?;
                rows += 1;
            }
        }
    }
    for sheet in &mut sheets {
        sheet.writer.flush().map_err(|cause| ExportError::Io {
            path: sheet.path.clone(),
            cause,
        })?;
    }
    Ok(rows)
}

struct Sheet {
    file: File,
    path: PathBuf,
    writer: csv::Writer<BufWriter<Disk>>,
}

impl Sheet {
    fn create(folder: &Path, file: File) -> Result<Self, ExportError> {
        let path = folder.join(file.name());
        let disk = match Disk::create(&path) {
            Ok(disk) => disk,
            Err(cause) => return Err(ExportError::Io { path, cause }),
        };
        let mut writer = csv::Writer::from_writer(BufWriter::new(disk));
        let header = file.columns().iter().map(|column| column.name);
        match writer.write_record(header) {
            Ok(()) => Ok(Self { file, path, writer }),
            Err(cause) => Err(ExportError::Csv { path, cause }),
        }
    }

    fn write(&mut self, cells: &Cells) -> Result<(), ExportError> {
        let row = self.file.columns().iter().map(|column| {
            let found = cells.iter().find(|(name, _)| *name == column.name);
            neutralise(found.map_or("", |(_, value)| value)).into_owned()
        });
        self.writer
            .write_record(row)
            .map_err(|cause| ExportError::Csv {
                path: self.path.clone(),
                cause,
            })
    }
}

/// The rows that say what the record says; none for what has no place in the format.
#[must_use]
pub fn rows_of(record: Record) -> Vec<(File, Cells)> {
    match record {
        Record::Skill(skill) => skill_rows(skill),
        Record::Opportunity(opening) => opening_rows(opening),
        other => row_of(other).into_iter().collect(),
    }
}

fn text(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// Whole hours without a decimal.
fn hours(tenths: i32) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}

fn pay(range: Option<PayRange>) -> Cells {
    vec![
        ("pay_min_minor", text(range.map(|pay| pay.min_minor))),
        ("pay_max_minor", text(range.map(|pay| pay.max_minor))),
        ("pay_currency", text(range.map(|pay| pay.currency))),
    ]
}

fn skill_rows(skill: Skill) -> Vec<(File, Cells)> {
    let key = skill.external_id;
    let aliases = skill.aliases.into_iter().map(|alias| {
        let cells = vec![
            ("skill", key.clone()),
            ("locale", alias.locale),
            ("name", alias.name),
        ];
        (File::SkillAliases, cells)
    });
    let mut rows: Vec<(File, Cells)> = aliases.collect();
    let cells = vec![
        ("external_id", key),
        ("name", skill.name),
        ("kind", skill.kind.to_string()),
        ("description", text(skill.description)),
        ("status", skill.status.to_string()),
        ("transversal", skill.transversal.to_string()),
        ("uri", text(skill.source_uri)),
    ];
    rows.push((File::Skills, cells));
    rows
}

fn opening_rows(opening: Opportunity) -> Vec<(File, Cells)> {
    let key = opening.external_id;
    let asked = opening.requirements.into_iter().map(|one| {
        let cells = vec![
            ("opening", key.clone()),
            ("skill", one.skill),
            ("level", one.level.to_string()),
            ("importance", one.importance.to_string()),
        ];
        (File::OpeningRequirements, cells)
    });
    let mut rows: Vec<(File, Cells)> = asked.collect();
    let mut cells = vec![
        ("external_id", key),
        ("kind", opening.kind.to_string()),
        ("title", opening.title),
        ("description", opening.description),
        ("org_unit", opening.org_unit),
        ("location", text(opening.location)),
        ("work_mode", opening.work_mode.to_string()),
        ("job_profile", text(opening.job_profile)),
        ("owner", opening.owner),
        ("seats", opening.seats.to_string()),
        ("hours_per_week", text(opening.hours_per_week)),
        ("starts_on", text(opening.starts_on)),
        ("ends_on", text(opening.ends_on)),
        ("opens_on", text(opening.opens_on)),
        ("closes_on", text(opening.closes_on)),
        ("priority", opening.priority.to_string()),
        ("status", opening.status.to_string()),
        ("selection_criteria", opening.selection_criteria.join(" | ")),
    ];
    cells.extend(pay(opening.pay_range));
    rows.push((File::Openings, cells));
    rows
}

/// Of a record that is one row.
fn row_of(record: Record) -> Option<(File, Cells)> {
    let found = match record {
        Record::Location(one) => {
            let cells = vec![
                ("external_id", one.external_id),
                ("name", one.name),
                ("city", one.city),
                ("country", one.country),
                ("time_zone", one.time_zone),
            ];
            (File::Locations, cells)
        }
        Record::OrgUnit(one) => {
            let cells = vec![
                ("external_id", one.external_id),
                ("name", one.name),
                ("kind", one.kind.to_string()),
                ("code", text(one.code)),
                ("parent", text(one.parent)),
                ("head", text(one.head)),
            ];
            (File::OrgUnits, cells)
        }
        Record::Employee(_) | Record::RoleAssignment(_) => return person_row(record),
        Record::SkillClaim(_) | Record::SkillInterest(_) => return said_row(record),
        Record::SkillRelation(_)
        | Record::JobFamily(_)
        | Record::JobProfile(_)
        | Record::Requirement(_)
        | Record::CareerStep(_) => return catalogue_row(record),
        Record::Skill(_)
        | Record::Opportunity(_)
        | Record::Application(_)
        | Record::Aspiration(_)
        | Record::MobilityPreference(_) => return None,
    };
    Some(found)
}

fn person_row(record: Record) -> Option<(File, Cells)> {
    match record {
        Record::Employee(one) => {
            let cells = vec![
                ("external_id", one.external_id),
                ("given_name", one.given_name),
                ("family_name", one.family_name),
                ("preferred_name", text(one.preferred_name)),
                ("work_email", one.work_email),
                ("title", one.title),
                ("org_unit", one.org_unit),
                ("location", text(one.location)),
                ("manager", text(one.manager)),
                ("job_profile", text(one.job_profile)),
                ("hire_date", text(one.hire_date)),
                ("status", one.status.to_string()),
                ("employment_type", one.employment_type.to_string()),
                ("weekly_hours", text(one.weekly_hours_tenths.map(hours))),
                ("locale", text(one.locale)),
            ];
            Some((File::Employees, cells))
        }
        Record::RoleAssignment(one) => {
            let cells = vec![
                ("external_id", one.external_id),
                ("employee", one.employee),
                ("title", one.title),
                ("job_profile", text(one.job_profile)),
                ("org_unit", text(one.org_unit)),
                ("manager", text(one.manager)),
                ("starts_on", one.starts_on.to_string()),
                ("ends_on", text(one.ends_on)),
            ];
            Some((File::RoleHistory, cells))
        }
        _ => None,
    }
}

fn said_row(record: Record) -> Option<(File, Cells)> {
    match record {
        Record::SkillClaim(one) => {
            let cells = vec![
                ("employee", one.employee),
                ("skill", one.skill),
                ("source", one.source.to_string()),
                ("level", one.level.to_string()),
                ("claimed_on", one.claimed_on.to_string()),
                ("evidence", text(one.evidence)),
                ("expires_on", text(one.expires_on)),
            ];
            Some((File::SkillClaims, cells))
        }
        Record::SkillInterest(one) => {
            let cells = vec![
                ("employee", one.employee),
                ("skill", one.skill),
                ("interest", one.interest.to_string()),
            ];
            Some((File::SkillInterests, cells))
        }
        _ => None,
    }
}

fn catalogue_row(record: Record) -> Option<(File, Cells)> {
    let found = match record {
        Record::SkillRelation(one) => {
            let cells = vec![
                ("from", one.from),
                ("kind", one.kind.to_string()),
                ("to", one.to),
            ];
            (File::SkillRelations, cells)
        }
        Record::JobFamily(one) => {
            let cells = vec![("external_id", one.external_id), ("name", one.name)];
            (File::JobFamilies, cells)
        }
        Record::JobProfile(one) => {
            let mut cells = vec![
                ("external_id", one.external_id),
                ("title", one.title),
                ("family", one.family),
                ("level", one.level.to_string()),
                ("track", one.track.to_string()),
                ("summary", text(one.summary)),
                ("uri", text(one.source_uri)),
            ];
            cells.extend(pay(one.pay_range));
            (File::JobProfiles, cells)
        }
        Record::Requirement(one) => {
            let cells = vec![
                ("job_profile", one.job_profile),
                ("skill", one.skill),
                ("level", one.level.to_string()),
                ("importance", one.importance.to_string()),
            ];
            (File::Requirements, cells)
        }
        Record::CareerStep(one) => {
            let cells = vec![
                ("from", one.from),
                ("kind", one.kind.to_string()),
                ("to", one.to),
            ];
            (File::CareerSteps, cells)
        }
        _ => return None,
    };
    Some(found)
}
