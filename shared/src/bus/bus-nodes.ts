/**
 * The nodes of a broker that one URL names: `amqp://user:password@a:5672,b:5672/vhost` is one URL
 * for `a` and one for `b`. A URL with one host is returned as it is.
 */
export function nodesOf(url: string): readonly string[] {
  const [, before = '', hosts = url, after = ''] =
    /^([a-z]+:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/is.exec(url) ?? [];
  return hosts.split(',').map((host) => `${before}${host}${after}`);
}
