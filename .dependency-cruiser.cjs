// Arrows point down only (ARCHITECTURE.md): auth uses http; messages use auth and queue; dispatch uses queue and the provider port, never a concrete
// provider; a provider imports its port; platform imports no other folder.
const within = (...folders) => `^src/(${folders.join('|')})/`;
const FOLDERS = [
  ...['auth', 'callbacks', 'cli', 'console', 'dispatch', 'health', 'http', 'messages', 'platform', 'providers', 'queue', 'requests'],
  'system',
  'voltmx',
];
const PROVIDERS = '^src/providers/(provider|providers|configured).ts';
const QUEUE_ROOT = '^src/queue/[a-z.-]+.ts';
const only = (name, from, ...to) => ({
  name: `${name}-uses-only`,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: to },
});

// The console's web app is built into files of its own: all its packages are development packages. It may import only those files of the
// server that both sides must compute alike: plain functions without packages of Node or of the server.
const WEB = '^src/console/web/';
const ALIKE = '^src/(messages/segments|messages/submit/csv-rows|platform/price|platform/phone/[a-z0-9-]+).ts$';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/', pathNot: WEB }, to: {} },
    { name: 'no-dev-packages', severity: 'error', from: { path: '^src/', pathNot: WEB }, to: { dependencyTypes: ['npm-dev'] } },
    {
      name: 'every-folder-has-a-rule',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: within(...FOLDERS) },
      to: {},
    },
    only('platform', within('platform'), within('platform')),
    only('http', within('http'), within('http', 'platform')),
    only('auth', '^src/auth/(?!cli/)', within('auth', 'http', 'platform')),
    // Its commands know the scopes of all modules.
    only('auth-cli', within('auth/cli'), within('auth', 'http', 'platform'), '^src/modules.ts'),
    // The core: the imports inside the queue and inside the dispatch.
    only('queue', within('queue'), within('queue', 'platform')),
    only('queue-lanes', within('queue/lanes'), QUEUE_ROOT, within('queue/lanes', 'platform')),
    only('queue-control', within('queue/control'), QUEUE_ROOT, within('queue/control', 'queue/lanes', 'platform')),
    only('queue-enqueue', within('queue/enqueue'), QUEUE_ROOT, within('queue/enqueue', 'queue/control', 'queue/lanes', 'platform')),
    ...['lease', 'reconcile', 'retention', 'suppression'].map((each) =>
      only(`queue-${each}`, within(`queue/${each}`), QUEUE_ROOT, within(`queue/${each}`, 'queue/lanes', 'platform')),
    ),
    only(
      'providers',
      '^src/providers/(?!check.ts)',
      within('providers', 'platform'),
      '^src/queue/(states|routing|channels|statements|control/notify).ts',
    ),
    // The command knows the kinds of all modules.
    only('provider-check', '^src/providers/check.ts', within('providers', 'platform'), '^src/modules.ts'),
    only(
      'a-provider',
      '^src/providers/(?!stored/|migrations/)([^/]+)/',
      '^src/providers/$1/',
      '^src/providers/http/',
      '^src/providers/(provider|inbound-form|settings|common-settings).ts',
      '^src/queue/states.ts',
      within('platform'),
    ),
    only('dispatch', within('dispatch'), within('dispatch', 'queue', 'platform'), PROVIDERS),
    only('dispatch-admission', within('dispatch/admission'), within('dispatch/admission', 'queue', 'platform'), PROVIDERS),
    only('dispatch-intake', within('dispatch/intake'), within('dispatch/intake', 'queue', 'platform'), PROVIDERS),
    only('dispatch-attempt', within('dispatch/attempt'), within('dispatch/(attempt|admission|intake)', 'queue', 'platform'), PROVIDERS),
    only(
      'dispatch-reconcile',
      within('dispatch/reconcile'),
      within('dispatch/(reconcile|attempt|admission|intake)', 'queue', 'platform'),
      '^src/dispatch/lane-backoff.ts',
      PROVIDERS,
    ),
    only(
      'callbacks',
      within('callbacks'),
      within('callbacks', 'auth', 'http', 'platform'),
      '^src/providers/(provider|providers|inbound-form).ts',
      '^src/dispatch/intake/',
    ),
    // The kit for modules' routes, and the SMS module on it.
    only('requests', within('requests'), within('requests', 'queue', 'auth', 'http', 'platform')),
    only('messages', within('messages'), within('messages', 'requests', 'queue', 'auth', 'http', 'platform'), '^src/engagement-module.ts'),
    only('web', WEB, WEB, ALIKE),
    { name: 'web-is-used-by-nobody', severity: 'error', from: { path: '^src/', pathNot: WEB }, to: { path: WEB } },
    only(
      'console',
      within('console'),
      within('console', 'auth', 'http', 'platform'),
      '^src/requests/reading/(validate|invalid).ts',
      '^src/messages/settings.ts',
      ALIKE,
    ),
    only('system', within('system'), within('system', 'queue', 'auth', 'http', 'platform'), '^src/providers/(provider|providers).ts'),
    // The compatible API over the SMS module. Nobody stands on it.
    only(
      'voltmx',
      within('voltmx'),
      within('voltmx', 'messages', 'requests', 'queue', 'auth', 'http', 'platform', 'providers/stored', 'dispatch/intake'),
      '^src/providers/(provider|providers|configured|inbound-form).ts',
      '^src/callbacks/callbacks.service.ts',
    ),
    {
      name: 'voltmx-is-used-by-nobody',
      severity: 'error',
      from: { path: '^src/', pathNot: within('voltmx') + '|^src/app.module.ts' },
      to: { path: within('voltmx') },
    },
    only('health', within('health'), within('health', 'auth', 'http', 'platform')),
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
