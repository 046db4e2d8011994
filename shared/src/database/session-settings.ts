import pinned from './pinned-settings.json';

/** PostgreSQL settings by name, with the values that `pg_settings` shows. */
export type SessionSettings = Readonly<Record<string, string>>;

/**
 * The settings that every session pins, because a server, a database or a role may set other values.
 * The list is a JSON file, so that the migrations, which run without a build, read the same one.
 *
 * | setting | with another value |
 * | --- | --- |
 * | TimeZone | adapter-pg drops the offset of every timestamp: instants shift by the zone's offset |
 * | DateStyle | adapter-pg cannot read dates: every read fails |
 * | IntervalStyle, bytea_output, extra_float_digits | PostgreSQL prints values in another form |
 * | standard_conforming_strings | a backslash in an SQL literal becomes an escape character |
 * | array_nulls | a null in an array parameter becomes the text 'NULL' |
 * | search_path | raw SQL finds no tables, migrations create them in another schema |
 * | default_transaction_isolation, _deferrable | statements no longer see what others committed |
 * | synchronous_commit | a crash of the server loses orders that were answered with 201 |
 * | the timeouts | limits meant for other clients cut off long work; a limit is set per connection |
 *
 * pg itself pins client_encoding to UTF8. default_transaction_read_only stays unpinned: operators
 * use it to freeze a database, and the services then answer writes with 503.
 */
export const sessionSettings: SessionSettings = pinned;

/** The value of the start-up parameter `options`, which overrides server, database and role. */
export function toStartupOptions(settings: SessionSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, '\\$&')}`)
    .join(' ');
}
