//! Documents of weights between the database, clients and the engine: reading a stored one,
//! applying a change to one, telling two apart, and saying what is wrong with one.

use matching::{MatchingError, Weights, WeightsFault};
use persistence::weights::{WeightsVersion, find_weights};
use persistence::{Conn, DbError};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::documents;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, FieldError};

/// The member of a body that holds the parameters.
const PARAMETERS: &str = "parameters";

/// One parameter whose value differs between two documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ParameterChange {
    #[schema(example = "want_fit_ppm")]
    pub parameter: String,
    /// In the unit that the parameter's name ends with.
    #[schema(example = 500_000)]
    pub before: u64,
    #[schema(example = 550_000)]
    pub after: u64,
}

/// The weights in force.
pub(super) fn load(conn: &mut Conn) -> Result<Weights, DbError> {
    match find_weights(conn)? {
        Some(found) => stored(&found),
        None => Ok(Weights::default()),
    }
}

/// What a row says. A document written before a parameter existed means that parameter's default.
///
/// # Errors
/// When the row has parameters that this version of the program does not know.
pub fn stored(row: &WeightsVersion) -> Result<Weights, DbError> {
    let damaged = |why: String| DbError::Other(format!("weights {}: {why}", row.version));
    let Some(told) = row.document.0.as_object() else {
        return Err(damaged("not an object".to_owned()));
    };
    let merged = merged(&Weights::default(), told).map_err(|error| damaged(error.to_string()))?;
    let mut weights: Weights =
        serde_json::from_value(merged).map_err(|error| damaged(error.to_string()))?;
    weights.version = u32::try_from(row.version).map_err(|error| damaged(error.to_string()))?;
    Ok(weights)
}

/// As it is stored.
///
/// # Errors
/// Never, for a document that serde can write.
pub fn document(weights: &Weights) -> ApiResult<Value> {
    serde_json::to_value(weights).map_err(ApiError::internal)
}

/// `base` with the parameters that `change` names; the version stays.
///
/// # Errors
/// 400 for what is no parameter or no number, 422 with everything that is unsound.
pub fn changed(base: &Weights, change: &Map<String, Value>) -> ApiResult<Weights> {
    let merged = merged(base, change).map_err(ApiError::internal)?;
    let mut weights: Weights = documents::read(merged, PARAMETERS)?;
    weights.version = base.version;
    match weights.check() {
        Ok(()) => Ok(weights),
        Err(MatchingError::UnsoundWeights(faults)) => Err(ApiError::invalid(
            faults.iter().flat_map(field_errors).collect(),
        )),
    }
}

fn merged(base: &Weights, change: &Map<String, Value>) -> serde_json::Result<Value> {
    Ok(documents::merged(serde_json::to_value(base)?, change))
}

/// One for each field that is part of it.
fn field_errors(fault: &WeightsFault) -> Vec<FieldError> {
    let error = |field: &str, code: &'static str| {
        FieldError::new(format!("/{PARAMETERS}/{field}"), code, fault.to_string())
    };
    let together = |fields: &'static [&'static str], code| {
        let each = fields.iter().map(move |field| error(field, code));
        each.map(|error| error.param("fields", fields)).collect()
    };
    match *fault {
        WeightsFault::OutOfRange {
            field: name,
            min,
            max,
        } => {
            vec![
                error(name, field::OUT_OF_RANGE)
                    .param("min", min)
                    .param("max", max),
            ]
        }
        WeightsFault::SumNotOne { fields, sum } => {
            let errors: Vec<FieldError> = together(fields, field::SUM_NOT_ONE);
            errors
                .into_iter()
                .map(|error| error.param("sum", sum))
                .collect()
        }
        WeightsFault::OutOfOrder { fields } => together(fields, field::OUT_OF_ORDER),
    }
}

/// What differs, in the order of the parameters' names.
///
/// # Errors
/// Never, for documents that serde can write.
pub fn differences(before: &Weights, after: &Weights) -> ApiResult<Vec<ParameterChange>> {
    let number = |value: Option<Value>| value.as_ref().and_then(Value::as_u64);
    let all = documents::differences(&document(before)?, &document(after)?).into_iter();
    Ok(all
        .filter_map(|one| {
            Some(ParameterChange {
                before: number(one.before)?,
                after: number(one.after)?,
                parameter: one.parameter,
            })
        })
        .collect())
}
