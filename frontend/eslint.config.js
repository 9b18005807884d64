import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Words on the screen come from the catalogue (src/i18n), in every language. */
const noLiteralWords = [
  {
    selector: 'JSXText[value=/\\p{L}/u]',
    message: 'Put the text into the catalogue (src/i18n) and use t().',
  },
  {
    selector: 'JSXExpressionContainer > Literal[value=/\\p{L}/u]',
    message: 'Put the text into the catalogue (src/i18n) and use t().',
  },
  {
    selector:
      'JSXAttribute[name.name=/^(label|aria-label|placeholder|title|description|alt|error)$/] > Literal[value=/\\p{L}/u]',
    message: 'Put the text into the catalogue (src/i18n) and use t().',
  },
];

/** ui ← features ← routes; api, auth and i18n lie below all three. */
const forbid = (...patterns) => ({
  'no-restricted-imports': ['error', { patterns }],
});
const above = {
  features: { group: ['@/features/*', '@/features/**'], message: 'Features lie above this layer.' },
  routes: { group: ['@/routes/*', '@/routes/**'], message: 'Routes lie above this layer.' },
  ui: { group: ['@/ui/*', '@/ui/**'], message: 'The ui layer lies above this one.' },
  auth: { group: ['@/auth/*', '@/auth/**'], message: 'The auth layer lies above this one.' },
};

export default tseslint.config(
  { ignores: ['dist', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}', 'vite.config.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    plugins: { 'react-hooks': reactHooks },
    languageOptions: { globals: globals.browser, parserOptions: { projectService: true } },
    rules: {
      ...reactHooks.configs.recommended.rules,
      'no-restricted-syntax': [
        'error',
        ...noLiteralWords,
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
      ],
      'max-lines': ['error', 400],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // The API's optional fields may also be null; the generated types decide which, and may change.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/only-throw-error': [
        'error',
        { allow: [{ from: 'package', name: 'Redirect', package: '@tanstack/router-core' }] },
      ],
    },
  },
  { files: ['src/i18n/**'], rules: forbid(above.features, above.routes, above.ui, above.auth) },
  { files: ['src/api/**'], rules: forbid(above.features, above.routes, above.ui, above.auth) },
  { files: ['src/ui/**'], rules: forbid(above.features, above.routes) },
  { files: ['src/auth/**'], rules: forbid(above.features, above.routes) },
  {
    files: ['src/features/**'],
    rules: forbid(above.routes, {
      group: ['@/features/*', '@/features/**', '../../*'],
      message: 'Features do not import each other; within one, import relatively.',
    }),
  },
  { files: ['src/**/*.test.tsx'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['vite.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['scripts/**', 'public/**', 'eslint.config.js'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
);
