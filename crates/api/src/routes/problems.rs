//! Explains the error codes: what a problem document's `type` leads to.

use actix_web::get;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::error::{ApiError, ApiResult, Code};
use crate::extract::{Json, Path};

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_problem_types).service(get_problem_type);
}

/// One kind of refusal.
#[derive(Debug, Serialize, ToSchema)]
struct ProblemType {
    #[schema(example = "not_found")]
    code: &'static str,
    #[schema(example = 404)]
    status: u16,
    #[schema(example = "There is no such thing here")]
    title: &'static str,
    meaning: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct ProblemTypes {
    items: Vec<ProblemType>,
}

impl From<Code> for ProblemType {
    fn from(code: Code) -> Self {
        let entry = code.entry();
        Self {
            code: entry.code,
            status: entry.status.as_u16(),
            title: entry.title,
            meaning: entry.meaning,
        }
    }
}

/// List the error codes
///
/// Every `code` that a problem document of this API can carry, with its status and meaning.
#[utoipa::path(tag = "problems", responses((status = 200, body = ProblemTypes)), security(()))]
#[get("/problems")]
async fn list_problem_types() -> Json<ProblemTypes> {
    Json(ProblemTypes {
        items: Code::ALL.iter().copied().map(Into::into).collect(),
    })
}

/// Explain an error code
///
/// The address in a problem document's `type` leads here.
#[utoipa::path(
    tag = "problems",
    params(("code" = String, Path, description = "The code", example = "not_found", max_length = 60)),
    responses((status = 200, body = ProblemType)),
    security(()),
)]
#[get("/problems/{code}")]
async fn get_problem_type(code: Path<String>) -> ApiResult<Json<ProblemType>> {
    let code = Code::find(&code.0).ok_or_else(ApiError::not_found)?;
    Ok(Json(code.into()))
}
