/**
 * Which part may import which. Type imports count too. `npm run check` applies it (scripts/import-directions.mjs).
 *
 *   rules <- contract <- server, web     platform <- features          platform, features <- assembly (app, main, cli)
 *   mail <- identity <- catalog <- customers <- entitlements <- account-licensing <- admission <- local-servers <- events
 *   <- history <- usage-import <- statements <- insights <- reports <- portal: a feature knows those before it, and only through their door, index.ts.
 */
const featureOrder = [
  'mail',
  'identity',
  'catalog',
  'customers',
  'entitlements',
  'account-licensing',
  'admission',
  'local-servers',
  'events',
  'history',
  'usage-import',
  'statements',
  'insights',
  'reports',
  'portal',
];

const features = 'packages/server/src/features';
// Tests, and what is made for them, may start the whole application.
const tests = ['[.]test[.]ts$', '(^|/)testing/'];

const upwards = featureOrder.slice(0, -1).map((feature, index) => ({
  name: `${feature}-knows-no-later-feature`,
  comment: `${feature} may import only the features before it.`,
  severity: 'error',
  from: { path: `^${features}/${feature}/` },
  to: { path: `^${features}/(${featureOrder.slice(index + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'rules-import-nothing',
      comment: 'The rules are pure: no clock, no I/O, no package.',
      severity: 'error',
      from: { path: '^packages/rules/src/', pathNot: tests },
      to: { pathNot: '^packages/rules/src/' },
    },
    {
      name: 'contract-knows-rules-only',
      severity: 'error',
      from: { path: '^packages/contract/src/' },
      to: { path: '^(packages/(?!contract/|rules/)|bench/)' },
    },
    {
      name: 'web-knows-types-of-the-contract-only',
      comment:
        'The web applications know the server by its contract; vite.config.ts alone reads it at build time.',
      severity: 'error',
      from: { path: '^packages/web/src/', pathNot: tests },
      to: { path: '^(packages/(?!contract/|web/)|bench/)' },
    },
    {
      name: 'nobody-knows-the-web',
      comment: 'The server serves what was built of it, as files.',
      severity: 'error',
      from: { path: '^(packages/(?!web/)|bench/)' },
      to: { path: '^packages/web/' },
    },
    {
      name: 'console-pages-know-no-other-page',
      comment: 'What two pages need is in ui/ or charts/.',
      severity: 'error',
      from: { path: '^packages/web/src/console/pages/([^/]+)/', pathNot: tests },
      to: { path: '^packages/web/src/console/pages/', pathNot: '^packages/web/src/console/pages/$1/' },
    },
    {
      name: 'console-and-portal-are-apart',
      comment: 'What both need is in ui/, charts/ or api/.',
      severity: 'error',
      from: { path: '^packages/web/src/(console|portal)/', pathNot: tests },
      to: { path: '^packages/web/src/(console|portal)/', pathNot: '^packages/web/src/$1/' },
    },
    {
      name: 'web-parts-know-no-page',
      severity: 'error',
      from: { path: '^packages/web/src/(api|ui|charts)/', pathNot: tests },
      to: { path: '^packages/web/src/(console|portal)/' },
    },
    {
      name: 'server-knows-no-bench',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^bench/' },
    },
    {
      name: 'platform-knows-no-feature',
      comment: 'The platform is what any server needs; it knows nothing of licences.',
      severity: 'error',
      from: { path: '^packages/server/src/platform/', pathNot: tests },
      to: { path: '^packages/server/src/(?!platform/)' },
    },
    {
      name: 'features-know-no-assembly',
      comment: 'app, main, config and cli put the features together, and are not known by them.',
      severity: 'error',
      from: { path: `^${features}/`, pathNot: tests },
      to: { path: '^packages/server/src/(?!features/|platform/)' },
    },
    {
      name: 'features-only-through-the-door',
      severity: 'error',
      from: { path: `^${features}/([^/]+)/` },
      to: { path: `^${features}/[^/]+/`, pathNot: [`^${features}/$1/`, `^${features}/[^/]+/index[.]ts$`] },
    },
    {
      name: 'assembly-only-through-the-door',
      severity: 'error',
      from: { path: '^(packages/server/src/|bench/)', pathNot: `^${features}/` },
      to: { path: `^${features}/[^/]+/`, pathNot: `^${features}/[^/]+/index[.]ts$` },
    },
    {
      name: 'feature-has-its-place-in-the-order',
      comment: 'A new feature must be added to the order in .dependency-cruiser.cjs.',
      severity: 'error',
      from: {},
      to: { path: `^${features}/(?!(${featureOrder.join('|')})/)` },
    },
    ...upwards,
    {
      name: 'product-imports-no-test-code',
      severity: 'error',
      from: { path: '^(packages|bench)/', pathNot: tests },
      to: { path: tests },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every-import-exists',
      severity: 'error',
      from: {},
      to: { path: '^[.]|^@leeway/', couldNotResolve: true },
    },
  ],
};
