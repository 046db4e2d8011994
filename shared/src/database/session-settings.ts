import pinned from './pinned-settings.json';

/** PostgreSQL settings by name, in the format of `pg_settings`. */
export type SessionSettings = Readonly<Record<string, string>>;

/**
 * The settings that every session pins, because a server, a database or a role may set other
 * values. The list is a JSON file, because the migrations run before any build and read it as well.
 *
 * | setting | effect of another value |
 * | --- | --- |
 * | TimeZone | adapter-pg drops the offset of every timestamp: times shift by the offset |
 * | DateStyle | adapter-pg cannot parse dates: every read fails |
 * | IntervalStyle, bytea_output, extra_float_digits | PostgreSQL formats values differently |
 * | standard_conforming_strings | a backslash in an SQL literal becomes an escape character |
 * | array_nulls | a null in an array parameter becomes the text 'NULL' |
 * | search_path | raw SQL finds no tables, and migrations create them in another schema |
 * | default_transaction_isolation, _deferrable | statements do not see concurrent commits |
 * | synchronous_commit | a server crash loses orders whose clients received 201 |
 * | the timeouts | limits for other clients abort long work; each connection sets its own |
 *
 * pg itself pins client_encoding to UTF8. default_transaction_read_only is not pinned: operators
 * use it to freeze a database, and the services then respond to writes with 503.
 */
export const sessionSettings: SessionSettings = pinned;

/**
 * Returns the value of the start-up parameter `options`, which overrides the server, the database
 * and the role.
 */
export function toStartupOptions(settings: SessionSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, '\\$&')}`)
    .join(' ');
}
