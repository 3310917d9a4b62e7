import { freePort } from "#lib/db/embedded/free-port";
import { startNginx } from "#testing/machine/nginx";

/**
 * What nginx has to know so that it loses no request while gateways stop and start: of each gateway, of all of them
 * together, and of the requests to them. docs/operations/stopping.md says why.
 */
export const NGINX_LINES = {
  ofEach: "max_fails=0",
  upstream: ["keepalive 256;", "keepalive_timeout 1s;"],
  location: ["proxy_http_version 1.1;", 'proxy_set_header Connection "";', "proxy_connect_timeout 2s;"],
};

const OTHER_LINES = [
  "proxy_set_header Host $http_host;",
  "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
  "proxy_buffering off;",
  "proxy_request_buffering off;",
  "proxy_read_timeout 3700s;",
  "add_header X-Answered-By $upstream_addr always;",
];

export type RunningProxy = { url: string; stop(): Promise<void>; reload(): void };

/** Starts nginx in front of several gateways. */
export async function startProxy(gateways: readonly { url: string }[]): Promise<RunningProxy> {
  const port = await freePort();
  const ports = gateways.map(({ url }) => Number(new URL(url).port));
  const { ofEach, upstream, location } = NGINX_LINES;
  const nginx = await startNginx({
    port,
    to: { ports, ofEach, upstream },
    location: [...location, ...OTHER_LINES],
    hasMaster: true,
  });
  return { url: `http://localhost:${port}`, stop: nginx.stop, reload: nginx.reload };
}
