/**
 * Jest's global setup: one PostgreSQL for the whole run, whatever number of workspaces it tests,
 * and in it a template for the workspace that has migrations. TEST_DATABASE_URL may name an
 * existing server instead, by the URL of an administrator.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from 'jest';
import { createTemplate } from './test-database';
import { holdTestServer } from './test-server';

export default async function setUp(_run: unknown, project: Config): Promise<void> {
  const server = await holdTestServer();
  const migrations = join(String(project.rootDir), 'prisma', 'migrations');
  const template = project.globals?.databaseTemplate;
  if (typeof template === 'string' && existsSync(migrations)) {
    await createTemplate({ server, template, migrations });
  }
}
