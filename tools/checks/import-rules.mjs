/**
 * The import rules. `who` and `never` are globs of files, or names of packages. The import of a
 * workspace by its name counts as an import of the file. `only` lists all allowed imports.
 * `npm run check:imports` enforces the rules; each has a seeded violation in test/imports.test.ts.
 */
export function importRulesOf(services) {
  const folders = services.map(({ folder }) => folder);
  const service = anyOf(folders);
  const domain = anyOf(services.map(({ folder, domain }) => `${folder}/src/${domain}`));
  return [
    {
      who: `${service}/src/{http,messaging,background}/**`,
      never: ['**/src/db/**', 'shared/src/database/**', '@prisma/*', 'pg'],
      because: 'http/, messaging/ and background/ call use cases, which know the database',
    },
    {
      who: `${domain}/**`,
      never: [
        '**/src/{http,messaging,background,bus,config,logging}/**',
        '**/src/{config,main,service}',
        'express',
        'express-validator',
        'rascal',
        'amqplib',
        'winston',
      ],
      because: 'a use case knows the domain and db/, however it is called and configured',
    },
    {
      who: anyOf([...pureFiles, `${service}/src/**/*.errors`]),
      only: [
        ...pureFiles,
        `${service}/src/**/*.errors`,
        'shared/src/{errors,ids,messages,values}/**',
        'shared/src/idempotency/idempotency-key',
      ],
      because: 'rules and errors are pure: no I/O',
    },
    {
      who: `${service}/src/db/**`,
      never: ['**/src/{http,messaging,background,bus,config}/**', '**/src/{config,main,service}'],
      because: 'use cases call db/, and db/ calls no other part of the service',
    },
    {
      who: 'shared/src/**',
      never: [...['gateway', service, 'operations', 'tools'].map(within), '**/generated/**'],
      because: 'shared/ knows no service and no generated client',
    },
    ...['gateway', ...folders].map((folder) => ({
      who: within(folder),
      never: ['gateway', ...folders].filter((other) => other !== folder).map(within),
      because: 'no service knows another',
    })),
    {
      who: '**/src/**',
      never: ['**/test/**'],
      because: 'production code does without its tests',
    },
    {
      who: anyOf(['gateway', ...folders, 'shared'].map((folder) => `${folder}/src/**`)),
      never: ['{operations,tools}/**'],
      because: 'services do without the tools that run, test or inspect them',
    },
    {
      who: '{operations,tools/{servers,local}}/src/**',
      never: ['tools/{test-kit,e2e,bench}/**'],
      because: 'programs for users and operators do without the test kit',
    },
  ];
}

const pureFiles = [
  'orders-service/src/orders/{order,order-request}',
  'payments-service/src/accounts/{account,account-requests,decide-*}',
];

const anyOf = (globs) => `{${globs.join(',')}}`;
const within = (folder) => `${folder}/**`;
