import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// Attributes of components with text for people.
const SPOKEN = '/^(title|label|description|placeholder|alt|error|aria-label|aria-description)$/';

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'data', 'node_modules'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Its authors mark it as deprecated to warn; here it is used for a provider on this machine alone (platform/config/settings-agree.ts).
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'openid-client', name: 'allowInsecureRequests' }] },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // A DTO imported as a type only leaves no metadata behind, and class-validator then checks nothing.
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[importKind='type'] > ImportSpecifier[imported.name=/Dto$/]",
          message: 'Import DTO classes as values.',
        },
        { selector: "ImportSpecifier[importKind='type'][imported.name=/Dto$/]", message: 'Import DTO classes as values.' },
      ],
      'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/platform/config/config.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'platform/config/config.ts is the only reader of the environment.' },
      ],
    },
  },
  {
    files: ['src/dispatch/**'],
    rules: {
      // Beside the rules of DTOs above: this one replaces the setting.
      'no-restricted-syntax': [
        'error',
        ...['>', '> AwaitExpression >'].map((within) => ({
          selector: `VariableDeclaration[kind!="using"] > VariableDeclarator ${within} CallExpression[callee.property.name=/^(acquire|acquireOne|reserve|reserveNow)$/]`,
          message: 'Hold a permit, and reserved room, by `using`, so that no path can forget to give it back.',
        })),
      ],
    },
  },
  {
    files: ['src/console/web/**'],
    extends: [reactHooks.configs.flat.recommended],
    rules: {
      // This rule is for the React Compiler, which is not used.
      'react-hooks/incompatible-library': 'off',
      // Intl throws for some values of a browser's languages, zone and dates.
      'no-restricted-globals': ['error', { name: 'Intl', message: 'Format with useFormat() of texts/format.ts.' }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'A browser has none.' },
        ...['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'].map((property) => ({
          property,
          message: 'Format with useFormat() of texts/format.ts.',
        })),
      ],
      // Texts are in the catalogue (src/console/web/texts), where every language has them.
      'no-restricted-syntax': [
        'error',
        { selector: 'JSXText[value=/\\p{L}/u]', message: 'Take the text from the catalogue.' },
        { selector: `JSXAttribute[name.name=${SPOKEN}] > Literal`, message: 'Take the text from the catalogue.' },
      ],
    },
  },
  // This file formats with a checked language and zone.
  {
    files: ['src/console/web/texts/*.ts', 'src/console/web/pages/compose/zoned.ts'],
    rules: { 'no-restricted-globals': 'off' },
  },
);
