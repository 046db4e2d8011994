/**
 * Splits a URL that names several nodes of one broker into one URL per node:
 * `amqp://user:password@a:5672,b:5672/vhost` becomes one URL for `a` and one for `b`. Returns a URL
 * with one host unchanged.
 */
export function nodesOf(url: string): readonly string[] {
  const [, before = '', hosts = url, after = ''] =
    /^([a-z]+:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/is.exec(url) ?? [];
  return hosts.split(',').map((host) => `${before}${host}${after}`);
}
