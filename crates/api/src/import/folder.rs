//! Reads an import folder, file by file, row by row, into the loader. The same code for a dry run
//! and a real one.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use csv::StringRecord;
use domain::feed::{self, Record};
use persistence::DbError;
use persistence::bulk::{Bulk, Problem, Store, Verdict};

use super::files::File;
use super::loader::{Kind, Loader, Sink};
use super::outcome::Outcome;
use super::progress::Progress;
use super::rows::{self, Row};
use super::table::Table;

/// Which row of which file a record was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    file: File,
    row: u64,
}

/// A folder that holds at least one known file.
#[derive(Clone, Debug)]
pub struct Folder {
    files: Vec<(File, PathBuf)>,
    unknown: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("{path}: {cause}")]
    Unreadable { path: String, cause: std::io::Error },
    #[error("{path} holds none of the known files: {}", known())]
    Nothing { path: String },
}

fn known() -> String {
    File::ALL.map(File::name).join(", ")
}

impl Folder {
    /// Looks which files there are.
    ///
    /// # Errors
    /// When the folder cannot be listed or has none.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let unreadable = |cause| FolderError::Unreadable {
            path: path.display().to_string(),
            cause,
        };
        let mut files = Vec::new();
        let mut unknown = Vec::new();
        for entry in std::fs::read_dir(path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let lower = name.to_lowercase();
            match File::ALL.into_iter().find(|file| file.name() == lower) {
                Some(file) => files.push((file, entry.path())),
                None if lower.ends_with(".csv") => unknown.push(name),
                None => {}
            }
        }
        if files.is_empty() {
            return Err(FolderError::Nothing {
                path: path.display().to_string(),
            });
        }
        files.sort();
        unknown.sort();
        Ok(Self { files, unknown })
    }

    /// Feeds everything to `store`.
    ///
    /// # Errors
    /// When the database fails; what is wrong with rows and files is in the outcome.
    pub fn feed(
        &self,
        store: Store<'_, '_>,
        source: &str,
        run: Option<domain::ids::ImportRunId>,
        progress: &mut Progress,
    ) -> Result<Outcome, DbError> {
        let bulk = Bulk::open(store, source, run)?;
        let sink = Collected {
            outcome: Outcome {
                unknown_files: self.unknown.clone(),
                ..Outcome::default()
            },
            progress,
            needs: HashMap::new(),
        };
        let mut reading = Reading {
            loader: Loader::new(bulk, sink),
            aliases: Aside::new(File::SkillAliases),
            requirements: Aside::new(File::OpeningRequirements),
        };
        for (file, path) in &self.files {
            reading.read(*file, path)?;
        }
        reading.finish()
    }
}

struct Collected<'p> {
    outcome: Outcome,
    progress: &'p mut Progress,
    /// Of openings, by row: the skills they require and the rows that say so.
    needs: HashMap<u64, Vec<(String, u64)>>,
}

impl Sink<Place> for Collected<'_> {
    fn verdict(&mut self, place: &Place, verdict: Verdict) {
        self.outcome.count(place.file.name(), verdict);
    }

    fn problem(&mut self, place: &Place, problem: &Problem) {
        if problem.field != "requirements" {
            self.outcome
                .add_problem(place.file.name(), place.row, problem);
            return;
        }
        // The opening was taken; the row of its requirement was not.
        let file = File::OpeningRequirements.name();
        let rows = self.needs.get(&place.row).into_iter().flatten();
        for (_, row) in rows.filter(|(skill, _)| *skill == problem.value) {
            let problem = Problem {
                field: "skill",
                ..problem.clone()
            };
            self.outcome.count(file, Verdict::Refused);
            self.outcome.add_problem(file, *row, &problem);
        }
    }

    fn progress(&mut self, kind: Kind, records: usize) {
        self.progress.add(kind, records);
    }
}

/// Rows that are part of an object of another file, read before it.
struct Aside<T> {
    file: File,
    rows: HashMap<String, Vec<(u64, T)>>,
}

impl<T> Aside<T> {
    fn new(file: File) -> Self {
        Self {
            file,
            rows: HashMap::new(),
        }
    }

    fn push(&mut self, owner: String, row: u64, part: T) {
        self.rows.entry(owner).or_default().push((row, part));
    }

    fn take(&mut self, owner: &str) -> Vec<(u64, T)> {
        self.rows.remove(owner).unwrap_or_default()
    }

    /// What no row of the other file owns.
    fn refuse_rest(&mut self, column: &'static str, outcome: &mut Outcome) {
        let mut rest: Vec<(u64, String)> = std::mem::take(&mut self.rows)
            .into_iter()
            .flat_map(|(owner, rows)| rows.into_iter().map(move |(row, _)| (row, owner.clone())))
            .collect();
        rest.sort();
        for (row, owner) in rest {
            let problem = Problem {
                index: 0,
                field: column,
                fault: persistence::bulk::Fault::UnknownReference,
                value: owner,
            };
            outcome.count(self.file.name(), Verdict::Refused);
            outcome.add_problem(self.file.name(), row, &problem);
        }
    }
}

struct Reading<'a, 't, 'p> {
    loader: Loader<'a, 't, Place, Collected<'p>>,
    aliases: Aside<feed::Alias>,
    requirements: Aside<feed::OpportunityRequirement>,
}

impl Reading<'_, '_, '_> {
    fn outcome(&mut self) -> &mut Outcome {
        &mut self.loader.sink().outcome
    }

    fn read(&mut self, file: File, path: &Path) -> Result<(), DbError> {
        let name = file.name();
        self.outcome().file(name);
        let mut table = match Table::open(path, file.columns()) {
            Ok(table) => table,
            Err(fault) => {
                self.outcome().add_file(name, fault);
                return Ok(());
            }
        };
        self.outcome()
            .file(name)
            .unknown_columns
            .clone_from(&table.unknown);
        let width = table.width();
        let mut record = StringRecord::new();
        loop {
            match table.next(&mut record) {
                Ok(None) => return Ok(()),
                Err(fault) => {
                    self.outcome().add_file(name, fault);
                    return Ok(());
                }
                Ok(Some((cells, misfit))) => {
                    self.outcome().file(name).rows += 1;
                    let row = cells.row;
                    if let Some(has) = misfit {
                        self.outcome().count(name, Verdict::Refused);
                        self.outcome().add_misfit(name, row, has, width);
                        continue;
                    }
                    // The first column of employees is their key; known even if the rest is not.
                    let key = cells.get(0).to_owned();
                    match rows::parse(file, cells) {
                        Ok(parsed) => self.take(Place { file, row }, parsed)?,
                        Err(faults) => self.refuse(Place { file, row }, key, faults),
                    }
                }
            }
        }
    }

    fn refuse(&mut self, place: Place, key: String, faults: Vec<super::fields::CellFault>) {
        if place.file == File::Employees && !key.is_empty() {
            self.loader.refuse_employee(key);
        }
        let name = place.file.name();
        self.outcome().count(name, Verdict::Refused);
        for fault in faults {
            self.outcome().add_cell(name, place.row, fault);
        }
    }

    fn take(&mut self, place: Place, row: Row) -> Result<(), DbError> {
        match row {
            Row::Alias { skill, alias } => {
                self.aliases.push(skill, place.row, alias);
                Ok(())
            }
            Row::OpeningRequirement {
                opening,
                requirement,
            } => {
                self.requirements.push(opening, place.row, requirement);
                Ok(())
            }
            Row::Record(record) => {
                let record = self.complete(place, record);
                self.loader.push(place, record)
            }
        }
    }

    /// Gives the record the parts that were read before it.
    fn complete(&mut self, place: Place, record: Record) -> Record {
        match record {
            Record::Skill(mut skill) => {
                for (_, alias) in self.aliases.take(&skill.external_id) {
                    skill.aliases.push(alias);
                }
                Record::Skill(skill)
            }
            Record::Opportunity(mut opening) => {
                let mut rows = Vec::new();
                for (row, need) in self.requirements.take(&opening.external_id) {
                    if rows.iter().any(|(skill, _)| *skill == need.skill) {
                        self.refuse_repeated(row, &need.skill);
                        continue;
                    }
                    rows.push((need.skill.clone(), row));
                    opening.requirements.push(need);
                }
                if !rows.is_empty() {
                    self.loader.sink().needs.insert(place.row, rows);
                }
                Record::Opportunity(opening)
            }
            other => other,
        }
    }

    fn refuse_repeated(&mut self, row: u64, skill: &str) {
        let name = File::OpeningRequirements.name();
        let problem = Problem {
            index: 0,
            field: "skill",
            fault: persistence::bulk::Fault::Duplicate,
            value: skill.to_owned(),
        };
        self.outcome().count(name, Verdict::Refused);
        self.outcome().add_problem(name, row, &problem);
    }

    fn finish(mut self) -> Result<Outcome, DbError> {
        let outcome = &mut self.loader.sink().outcome;
        self.aliases.refuse_rest("skill", outcome);
        self.requirements.refuse_rest("opening", outcome);
        let (_, sink) = self.loader.finish()?;
        let mut outcome = sink.outcome;
        sink.progress.done();
        outcome.sort();
        Ok(outcome)
    }
}
