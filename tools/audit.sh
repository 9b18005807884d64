#!/bin/sh
# Licences, bans and sources of every dependency, and a bill of materials in CycloneDX form (SEC-32).
# What is missing is built from source once, by `cargo install`.
set -eu
cd "$(dirname "$0")/.."

PATH=${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
command -v cargo-deny >/dev/null 2>&1 || cargo install --locked cargo-deny --version '^0.20'
command -v cargo-cyclonedx >/dev/null 2>&1 || cargo install --locked cargo-cyclonedx --version '^0.5'

cargo deny --all-features check licenses bans sources

out=target/sbom
mkdir -p "$out"
# It writes beside every manifest; only the program's own is wanted.
cargo cyclonedx --format json --override-filename traverse-sbom >/dev/null
mv crates/api/traverse-sbom.json "$out/server.cdx.json"
find crates -name 'traverse-sbom.json' -delete
(cd frontend && npm sbom --omit dev --package-lock-only --sbom-format cyclonedx) >"$out/spa.cdx.json"
echo "bill of materials: $out/server.cdx.json, $out/spa.cdx.json"
