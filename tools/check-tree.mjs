// Habits that no compiler checks, over every tracked file: file size, what must not be left in
// the code, and traces of the machine it was written on.
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";

const MAX_LINES = 400;
const MAX_BYTES = 1_000_000;

/** Written by a generator, so its size is nobody's choice. */
const GENERATED = /(^|\/)(schema\.rs|schema\.d\.ts|[^/]*\.gen\.tsx?)$|(^|\/)generated\//;
const CODE = /\.(rs|ts|tsx)$/;
const LOCK_FILES = /(^|\/)(Cargo\.lock|package-lock\.json)$/;
/** This file has to spell out what it looks for. */
const SELF = "tools/check-tree.mjs";

/** What must not be left in code, with what to do instead; ESLint has the rest for TypeScript. */
const LEFT_OVERS = [
  [/\b(TODO|FIXME|XXX|HACK)\b/, "finish it, or file an issue"],
  [/\b(todo|unimplemented)!\(/, "finish it"],
  [/#!?\[allow\(/, "use #[expect(lint, reason = \"…\")]"],
  [/#\[ignore\b/, "mend the test or remove it"],
  [/\b(describe|it|test)\.(only|skip|fixme)\(/, "mend the test or remove it"],
  [/@ts-(ignore|nocheck|expect-error)/, "give it a type"],
  [/eslint-disable/, "mend what the rule found, or change the rule for all"],
];

const git = (...args) => execFileSync("git", args, { encoding: "utf8", maxBuffer: 1 << 26 });
const top = git("rev-parse", "--show-toplevel").trim();
process.chdir(top);

/** The registry that npm uses here, if it is a mirror: its name says where the code was written. */
function mirrorHost() {
  try {
    const host = new URL(execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()).host;
    return host === "registry.npmjs.org" ? undefined : host;
  } catch {
    return undefined;
  }
}

/** Strings that exist on this machine only. */
const traces = [top, homedir()].filter((path) => path.split("/").length > 2).map((path) => `${path}/`);
if (homedir() === "/root") traces.push("/root/");
const mirror = mirrorHost();
if (mirror) traces.push(mirror);

const problems = [];
let read = 0;

for (const file of git("ls-files", "-z").split("\0").filter(Boolean)) {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) continue;
  if (stat.size > MAX_BYTES && !LOCK_FILES.test(file)) problems.push(`${file}: ${stat.size} bytes; keep large data out of the repository`);
  const bytes = readFileSync(file);
  if (bytes.includes(0)) continue;
  read += 1;
  const text = bytes.toString("utf8");
  const lines = text.split("\n");

  if (CODE.test(file) && !GENERATED.test(file) && lines.length - 1 > MAX_LINES) {
    problems.push(`${file}: ${lines.length - 1} lines; split it (at most ${MAX_LINES})`);
  }
  if (file === SELF) continue;
  lines.forEach((line, index) => {
    const at = `${file}:${index + 1}`;
    for (const trace of traces) if (line.includes(trace)) problems.push(`${at}: a trace of this machine: ${trace}`);
    if (file.endsWith("package-lock.json") && line.includes('"resolved": "http')) problems.push(`${at}: a registry's address; set omit-lockfile-registry-resolved`);
    if (CODE.test(file) && !GENERATED.test(file)) {
      for (const [pattern, instead] of LEFT_OVERS) if (pattern.test(line)) problems.push(`${at}: ${line.trim().slice(0, 80)} — ${instead}`);
    }
  });
}

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
console.log(`tree: ${read} text files are in order`);
