//! Entry point; everything is in the library.

use std::process::ExitCode;

/// Answers are built from thousands of small pieces; the allocator of the C library takes a fifth
/// of the time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[actix_web::main]
async fn main() -> ExitCode {
    api::cli::main().await
}
