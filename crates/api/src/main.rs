//! Entry point; everything is in the library.

use std::process::ExitCode;

#[actix_web::main]
async fn main() -> ExitCode {
    api::cli::main().await
}
