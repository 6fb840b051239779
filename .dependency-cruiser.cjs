// Arrows point down only (ARCHITECTURE.md): gateway and messages use queue; dispatch uses queue and the provider port, never a concrete
// provider; a provider knows its port; platform knows nobody. `shared` types that a port needs come from where they are defined.
const within = (...folders) => `^src/(${folders.join('|')})/`;
const only = (name, from, ...to) => ({
  name: `${name}-uses-only`,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: to },
});

// The console's web app is built into files of its own: all that it needs is a development package, and nothing of the server is in it
// but what must be reckoned alike on both sides: plain functions without packages of Node or of the server.
const WEB = '^src/console/web/';
const ALIKE = '^src/(messages/segments|messages/submit/csv-rows|platform/price|platform/phone/[a-z0-9-]+).ts$';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/', pathNot: WEB }, to: {} },
    { name: 'no-dev-packages', severity: 'error', from: { path: '^src/', pathNot: WEB }, to: { dependencyTypes: ['npm-dev'] } },
    only('platform', within('platform'), within('platform')),
    only('gateway', within('gateway'), within('gateway', 'platform')),
    only('queue', within('queue'), within('queue', 'platform')),
    only('providers', within('providers'), within('providers', 'platform'), '^src/queue/(states|routing|channels|statements|notify).ts'),
    only(
      'a-provider',
      '^src/providers/(?!stored/)([^/]+)/',
      '^src/providers/$1/',
      '^src/providers/http/',
      '^src/providers/(provider|inbound-form|settings|common-settings).ts',
      '^src/queue/states.ts',
      within('platform'),
    ),
    only('dispatch', within('dispatch'), within('dispatch', 'queue', 'platform'), '^src/providers/(provider|providers|configured).ts'),
    only(
      'callbacks',
      within('callbacks'),
      within('callbacks', 'gateway', 'platform'),
      '^src/providers/(provider|providers|inbound-form).ts',
      '^src/dispatch/(inbound-intake|outcomes.module).ts',
    ),
    only('messages', within('messages'), within('messages', 'queue', 'gateway', 'platform'), '^src/engagement-module.ts'),
    only('web', WEB, WEB, ALIKE),
    { name: 'web-is-used-by-nobody', severity: 'error', from: { path: '^src/', pathNot: WEB }, to: { path: WEB } },
    only('console', within('console'), within('console', 'gateway', 'platform'), '^src/messages/(validate|invalid|settings).ts', ALIKE),
    only('system', within('system'), within('system', 'queue', 'gateway', 'platform'), '^src/providers/(provider|providers).ts'),
    only(
      'configuration',
      within('configuration'),
      within('configuration', 'gateway', 'platform', 'providers/stored'),
      '^src/providers/(provider|providers|configured).ts',
      '^src/queue/routing.ts',
    ),
    only('health', within('health'), within('health', 'gateway', 'platform')),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
