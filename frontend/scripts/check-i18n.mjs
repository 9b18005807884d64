// Every language has the same keys with the same placeholders and all its plural forms, and the
// sources use each key at least once.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src/', import.meta.url));
const languages = ['en', 'fr'];
const problems = [];

const flatten = (value, path, into) => {
  if (typeof value === 'string') into.set(path, value);
  else for (const [key, child] of Object.entries(value)) flatten(child, path ? `${path}.${key}` : key, into);
  return into;
};
const catalogue = (language) => {
  const all = new Map();
  const folder = join(source, 'i18n', language);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')))
    flatten(JSON.parse(readFileSync(join(folder, file), 'utf8')), file.replace('.json', ''), all);
  return all;
};
const PLURAL = /_(zero|one|two|few|many|other)$/;
// A key ends in a plural form only where its siblings do ('requirements_many' is a code).
const texts = new Set();
const stem = (key) => (texts.has(`${key.replace(PLURAL, '')}_other`) ? key.replace(PLURAL, '') : key);
const placeholders = (text) => [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map((m) => m[1]))].sort().join(',');

const catalogues = Object.fromEntries(languages.map((language) => [language, catalogue(language)]));
for (const all of Object.values(catalogues)) for (const key of all.keys()) texts.add(key);
const stems = Object.fromEntries(languages.map((language) => [language, new Set([...catalogues[language].keys()].map(stem))]));
const everything = new Set(languages.flatMap((language) => [...stems[language]]));

for (const language of languages) {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  for (const key of everything) if (!stems[language].has(key)) problems.push(`${language}: ${key} is missing`);
  for (const key of catalogues[language].keys()) {
    if (stem(key) === key) continue;
    for (const form of forms)
      if (!catalogues[language].has(`${stem(key)}_${form}`)) problems.push(`${language}: ${stem(key)}_${form} is missing`);
  }
  for (const [key, text] of catalogues[language]) if (text.trim() === '') problems.push(`${language}: ${key} is empty`);
}
const named = (language, key) => {
  const texts = [...catalogues[language]].filter(([k]) => stem(k) === key).map(([, text]) => placeholders(text));
  return [...new Set(texts.flatMap((text) => text.split(',')).filter((name) => name && name !== 'count'))].sort().join(',');
};
for (const key of stems.en)
  if (stems.fr.has(key) && named('en', key) !== named('fr', key))
    problems.push(`${key}: placeholders differ (en: ${named('en', key)}; fr: ${named('fr', key)})`);

const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(ts|tsx)$/.test(entry.name) && !/\.(test|d)\.tsx?$/.test(entry.name))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
const literals = new Set();
const prefixes = new Set();
for (const text of files) {
  for (const match of text.matchAll(/['"]([a-z_]+(?:\.[\w-]+)+)['"]/g)) literals.add(match[1]);
  for (const match of text.matchAll(/`([a-z_]+(?:\.[\w-]+)*\.)\$\{/g)) prefixes.add(match[1]);
}
// A table of texts is named as a whole ('errors.codes') and looked up by the server's codes.
const inTable = (key) => key.split('.').some((_, depth, parts) => depth > 0 && literals.has(parts.slice(0, depth + 1).join('.')));
const used = (key) => literals.has(key) || inTable(key) || [...prefixes].some((prefix) => key.startsWith(prefix));
for (const key of stems.en) if (!used(key)) problems.push(`${key} is used nowhere`);

if (problems.length > 0) {
  console.error(problems.sort().join('\n'));
  process.exit(1);
}
console.log(`i18n: ${stems.en.size} keys, equal in ${languages.join(' and ')}, all used`);
