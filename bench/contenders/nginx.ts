import { writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { bearer, type Contender, type Surroundings } from "#bench/contender";
import { findNginx } from "#bench/system/find-nginx";
import { tree } from "#bench/system/proc";
import { startProgram } from "#bench/system/program";
import { freePort } from "#lib/db/embedded/free-port";

/**
 * Starts nginx in front of the upstream, with the tokens in a static list. It gets its fastest settings: no log, and
 * connections that stay open on both sides.
 */
export async function startNginx({ upstreamPort, folder, tokens }: Surroundings): Promise<Contender> {
  const port = await freePort();
  const file = join(folder, "nginx.conf");
  await writeFile(file, configuration(port, upstreamPort, folder, tokens), { mode: 0o600 });
  const args = ["-c", file, "-e", "stderr"];
  const program = await startProgram({ name: "nginx", command: await findNginx(), args, port, folder });
  return { port, credentials: bearer(tokens), tool: "echo", pids: () => tree(program.pid), stop: program.stop };
}

function configuration(port: number, upstreamPort: number, folder: string, tokens: string[]): string {
  const asRoot = process.getuid?.() === 0 ? `user ${userInfo().username};` : "";
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder};`);
  return `
${asRoot}
daemon off;
worker_processes auto;
pid ${join(folder, "nginx.pid")};
error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off;
  ${temporary.join("\n  ")}
  map_hash_bucket_size 128;
  map_hash_max_size 8192;
  map $http_authorization $is_known {
    default 0;
    ${tokens.map((token) => `"Bearer ${token}" 1;`).join("\n    ")}
  }
  upstream mcp {
    server 127.0.0.1:${upstreamPort};
    keepalive 64;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 1000000000;
    location / {
      if ($is_known = 0) { return 401; }
      proxy_pass http://mcp;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Authorization "";
    }
  }
}
`;
}
