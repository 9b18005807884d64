//! `cargo +nightly fuzz run skill_list`, in `crates/domain`.
#![no_main]

#[path = "../laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|text: &str| laws::hold(text));
