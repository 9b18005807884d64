// The dependency arrows of ARCHITECTURE.md, checked against the manifests.
// Only direct dependencies count, of every kind but development ones: those may look sideways.
import { execFileSync } from "node:child_process";

/** What each workspace crate may depend on inside the workspace. */
const ARROWS = {
  domain: [],
  matching: ["domain"],
  demo: ["domain"],
  eval: ["domain", "matching"],
  persistence: ["domain"],
  semantic: ["matching"],
  api: ["domain", "matching", "demo", "persistence", "eval", "semantic"],
};

/** Crates from outside that only these workspace crates may name, and why. */
const ONLY_IN = [
  { crates: /^(actix-.*|utoipa-(actix-web|swagger-ui)|jsonwebtoken)$/, allowed: ["api"], why: "HTTP lives in `api` alone" },
  { crates: /^(diesel_migrations|libsqlite3-sys|pq-sys|openssl-sys)$/, allowed: ["persistence"], why: "SQL lives in `persistence` alone" },
  { crates: /^diesel$/, allowed: ["persistence", "domain"], why: "SQL lives in `persistence`; `domain` has column types behind its feature `sql`" },
  { crates: /^(candle-.*|tokenizers|rayon)$/, allowed: ["semantic"], why: "language models live in `semantic` alone" },
  { crates: /^(tokio|futures-.*|reqwest|hyper)$/, allowed: ["api", "persistence"], why: "`domain`, `matching` and `demo` are pure: no I/O" },
];

const metadata = JSON.parse(
  execFileSync("cargo", ["metadata", "--offline", "--no-deps", "--format-version", "1"], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  }),
);

const problems = [];
const members = new Map(metadata.packages.map((pkg) => [pkg.name, pkg]));

for (const [name, pkg] of members) {
  const allowed = ARROWS[name];
  if (!allowed) {
    problems.push(`crate \`${name}\` has no entry in tools/check-arrows.mjs: say what it may depend on`);
    continue;
  }
  for (const dependency of pkg.dependencies) {
    if (dependency.kind === "dev") continue;
    if (members.has(dependency.name) && !allowed.includes(dependency.name)) {
      problems.push(`\`${name}\` depends on \`${dependency.name}\`; it may depend on: ${allowed.join(", ") || "no workspace crate"}`);
    }
    for (const rule of ONLY_IN) {
      if (rule.crates.test(dependency.name) && !rule.allowed.includes(name)) {
        problems.push(`\`${name}\` depends on \`${dependency.name}\`: ${rule.why}`);
      }
    }
    if (dependency.name === "semantic" && !dependency.optional) {
      problems.push(`\`${name}\` must take \`semantic\` as an optional dependency behind feature \`semantic\``);
    }
    if (name === "domain" && dependency.name === "diesel" && !dependency.optional) {
      problems.push("`domain` must take `diesel` as an optional dependency behind feature `sql`");
    }
  }
}

for (const name of Object.keys(ARROWS)) {
  if (!members.has(name)) problems.push(`tools/check-arrows.mjs names \`${name}\`, which is not a workspace crate`);
}

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
console.log(`dependency arrows: ${members.size} crates agree`);
