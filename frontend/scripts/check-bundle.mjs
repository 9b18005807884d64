// The first load (entry chunk and everything it imports statically) stays below its budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET = 200 * 1024;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const seen = new Set();
const visit = (key) => {
  if (seen.has(key)) return;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) visit(next);
};
for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) visit(key);

const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
const total = [...seen].reduce((sum, key) => sum + size(manifest[key].file), 0);
const kilobytes = (total / 1024).toFixed(1);
console.log(`first load: ${kilobytes} kB gzip in ${seen.size} file(s), budget ${BUDGET / 1024} kB`);
if (total > BUDGET) {
  console.error('The first load is over its budget: make a route lazy or drop a dependency.');
  process.exit(1);
}
