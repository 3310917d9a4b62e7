import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureNginx } from "#scripts/nginx";
import { runListener } from "#testing/proxies/run-listener";

export type Nginx = {
  /** Stops nginx and removes its files. */
  stop(): Promise<void>;
  /** Reads the configuration again, as after a change of it. */
  reload(): void;
};

type Options = {
  /** The loopback port on which nginx listens. */
  port: number;
  /** The port of the program behind it, or the ports of several. */
  to: number | Several;
  /** Lines of nginx's configuration for the one location, such as `proxy_set_header Host $http_host;`. */
  location?: readonly string[];
  /** Whether a master process starts the workers, as on a server. Only then does a reload replace them. */
  hasMaster?: boolean;
};

/** Several programs behind nginx, and lines for the group of them, such as `keepalive 64;`. */
type Several = { ports: readonly number[]; ofEach?: string; upstream?: readonly string[] };

/** Starts a real nginx in front of a program, with nginx's own defaults and the given lines. */
export async function startNginx({ port, to, location = [], hasMaster = false }: Options): Promise<Nginx> {
  const path = ensureNginx();
  const folder = await mkdtemp(join(tmpdir(), "latchkey-nginx-"));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const configuration = `
${processes(hasMaster)} pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  ${upstreamOf(to)}
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://${typeof to === "number" ? `127.0.0.1:${to}` : "behind"}; ${location.join(" ")} }
  }
}
`;
  await writeFile(join(folder, "nginx.conf"), configuration);
  const file = join(folder, "nginx.conf");
  const running = await runListener(path, ["-p", folder, "-e", join(folder, "error.log"), "-c", file], port);
  return {
    stop: async () => {
      await running.stop("SIGQUIT");
      await rm(folder, { recursive: true, force: true });
    },
    reload: running.reload,
  };
}

/** As root, nginx starts its workers as another user, who cannot read the folder of a test. */
function processes(hasMaster: boolean): string {
  if (!hasMaster) return "daemon off; master_process off;";
  return process.getuid?.() === 0 ? "daemon off; user root;" : "daemon off;";
}

function upstreamOf(to: number | Several): string {
  const { ports, ofEach = "", upstream = [] } = typeof to === "number" ? { ports: [to] } : to;
  const servers = ports.map((port) => `server 127.0.0.1:${port} ${ofEach};`);
  return `upstream behind { ${[...servers, ...upstream].join(" ")} }`;
}
