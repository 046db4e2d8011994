/**
 * Who may import whom. `who` and `never` are globs of files, or names of packages; a workspace that
 * is imported by its name counts as the file that is meant. `only` lists all that is allowed.
 * `npm run check:imports` keeps these rules; each has a seeded violation in test/imports.test.ts.
 */
export const importRules = [
  {
    who: '*-service/src/{http,messaging}/**',
    never: ['*/src/db/**', 'shared/src/database/**', '@prisma/*', 'pg'],
    because: 'http/ and messaging/ call use-cases, which know the database',
  },
  {
    who: '{orders-service/src/orders,payments-service/src/accounts}/**',
    never: [
      '*/src/{http,messaging,bus,config,logging}/**',
      '*/src/{config,main,service}',
      ...['express', 'express-validator', 'rascal', 'amqplib', 'winston'],
    ],
    because: 'a use-case knows the domain and db/, whoever calls it and however it is configured',
  },
  {
    who: '{orders-service/src/orders/{order,order-request},payments-service/src/accounts/{account,account-requests,decide-*},*-service/src/**/*.errors}',
    only: [
      '*-service/src/{orders/{order,order-request},accounts/{account,account-requests,decide-*},**/*.errors}',
      ...['shared/src/{errors,ids,messages,values}/**', 'shared/src/idempotency/idempotency-key'],
    ],
    because: 'rules and errors are pure: nothing with I/O',
  },
  {
    who: '*-service/src/db/**',
    never: ['*/src/{http,messaging,bus,config}/**', '*/src/{config,main,service}'],
    because: 'db/ is called by use-cases and calls nobody',
  },
  {
    who: 'shared/src/**',
    never: ['{gateway,orders-service,payments-service,operations,tools}/**', '**/generated/**'],
    because: 'shared/ knows no service and no generated client',
  },
  {
    who: 'gateway/**',
    never: ['{orders-service,payments-service}/**'],
    because: 'no service knows another',
  },
  {
    who: 'orders-service/**',
    never: ['{gateway,payments-service}/**'],
    because: 'no service knows another',
  },
  {
    who: 'payments-service/**',
    never: ['{gateway,orders-service}/**'],
    because: 'no service knows another',
  },
  {
    who: '**/src/**',
    never: ['**/test/**'],
    because: 'what runs in production does without its tests',
  },
  {
    who: '{gateway,orders-service,payments-service,shared}/src/**',
    never: ['{operations,tools}/**'],
    because: 'services do without the tools that run, test or inspect them',
  },
  {
    who: '{operations,tools/{servers,local}}/src/**',
    never: ['tools/{test-kit,e2e,bench}/**'],
    because: 'programs for users and operators do without the test kit',
  },
];
