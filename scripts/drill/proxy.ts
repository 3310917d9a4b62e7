import { freePort } from "#lib/db/free-port";
import { startNginx } from "#testing/machine/nginx";

/** What nginx has to know of each gateway, so that it loses no request while gateways stop and start. */
const OF_EACH = "max_fails=0";

const UPSTREAM = ["keepalive 256;", "keepalive_timeout 1s;"];

const LOCATION = [
  "proxy_http_version 1.1;",
  'proxy_set_header Connection "";',
  "proxy_set_header Host $http_host;",
  "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
  "proxy_buffering off;",
  "proxy_request_buffering off;",
  "proxy_connect_timeout 2s;",
  "proxy_read_timeout 3700s;",
];

export type Proxy = { url: string; stop(): Promise<void> };

/** Starts nginx in front of several gateways, with the lines of docs/operations/reverse-proxies.md. */
export async function startProxy(gateways: readonly { url: string }[]): Promise<Proxy> {
  const port = await freePort();
  const ports = gateways.map(({ url }) => Number(new URL(url).port));
  const nginx = await startNginx({ port, to: { ports, ofEach: OF_EACH, upstream: UPSTREAM }, location: LOCATION });
  return { url: `http://localhost:${port}`, stop: nginx.stop };
}
