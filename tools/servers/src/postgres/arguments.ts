/**
 * Arguments that create the same cluster on every machine: UTF-8, sorting by code point, password
 * authentication, and UTC instead of the time zone of the machine.
 */
export function initdbArguments(files: {
  readonly dataDir: string;
  readonly passwordFile: string;
}): readonly string[] {
  return [
    `--pgdata=${files.dataDir}`,
    `--pwfile=${files.passwordFile}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--set=timezone=UTC',
    '--set=log_timezone=UTC',
  ];
}

export function serverArguments(options: {
  readonly dataDir: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
}): readonly string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // Failed statements are reported only to their client.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    log_line_prefix: '',
    // The embedded bus deletes each completed job, and scans deleted rows until they are vacuumed.
    autovacuum_naptime: '10s',
    ...options.settings,
  };
  return [
    '-D',
    options.dataDir,
    '-p',
    String(options.port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}
