// Where the things under test are. Everything can be named from outside; the defaults are what
// `make` builds.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The `traverse` program under test. */
export function binary(): string {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
  const path = process.env.TRAVERSE_BINARY ?? join(target, 'debug', 'traverse');
  if (!existsSync(path)) throw new Error(`no program at ${path}: run 'make test-browser', which builds it`);
  return path;
}

/** The folder of the built single-page application. */
export const spa = join(root, 'frontend', 'dist');

/** People of the company that the tests run against. */
export const PEOPLE = 120;
