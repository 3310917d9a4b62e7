import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#lib/db/embedded/free-port";
import { ensureNginx } from "#scripts/nginx";
import { ensureCaddy } from "#scripts/programs/caddy";
import { type Certificate, makeCertificate } from "#testing/proxies/certificate";
import { runListener } from "#testing/proxies/run-listener";

/** A proxy that runs with a configuration of the documentation, in front of a program of the test. */
type DocumentedProxy = {
  /** The public address: `https://localhost` on a port of its own. */
  url: string;
  /** The certificate that a client has to trust. */
  certificate: string;
  stop(): Promise<void>;
};

type Behind = {
  /** The port on which the proxy listens. */
  port: number;
  /** The ports to which requests of programs go, in turn. */
  gateways: readonly number[];
  /** The port to which pages go. */
  pages: number;
};

export const DOCUMENTED_PROXIES = { nginx: startNginx, Caddy: startCaddy };

const FOLDER = "docs/operations/proxies";
const NAME = /keys\.acme\.com/g;

/** Starts nginx with `nginx.conf`, whose ports, name and certificate are replaced. */
async function startNginx({ port, gateways, pages }: Behind): Promise<DocumentedProxy> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-nginx-"));
  const certificate = makeCertificate(folder);
  const plainPort = await freePort();
  const server = "  server 127.0.0.1:3000 max_fails=0;\n";
  const to = (target: number) => server.replace("3000", String(target));
  const site = replaced(await readFile(join(FOLDER, "nginx.conf"), "utf8"), [
    [server, gateways.map(to).join("")],
    [server, to(pages)],
    ["/etc/ssl/keys.acme.com.pem", certificate.certificateFile],
    ["/etc/ssl/keys.acme.com.key", certificate.keyFile],
    [/^ *listen \[::\].*\n/gm, ""],
    [/listen 443 /g, `listen 127.0.0.1:${port} `],
    ["listen 80 ", `listen 127.0.0.1:${plainPort} `],
    [NAME, "localhost"],
  ]);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const file = join(folder, "nginx.conf");
  await writeFile(
    file,
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
${site}
}
`,
  );
  const errors = join(folder, "error.log");
  return start(port, folder, certificate, ensureNginx(), ["-p", folder, "-e", errors, "-c", file]);
}

/** Starts Caddy with the `Caddyfile`, whose ports, name and certificate are replaced. */
async function startCaddy({ port, gateways, pages }: Behind): Promise<DocumentedProxy> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-caddy-"));
  const certificate = makeCertificate(folder);
  const { certificateFile, keyFile } = certificate;
  const proxy = "reverse_proxy 127.0.0.1:3000 {";
  const to = (...targets: number[]) =>
    proxy.replace("127.0.0.1:3000", targets.map((at) => `127.0.0.1:${at}`).join(" "));
  const site = replaced(await readFile(join(FOLDER, "Caddyfile"), "utf8"), [
    [proxy, to(...gateways)],
    [proxy, to(pages)],
    [/^keys\.acme\.com \{$/m, `https://localhost:${port} {\n\tbind 127.0.0.1\n\ttls ${certificateFile} ${keyFile}`],
  ]);
  const file = join(folder, "Caddyfile");
  const alone = `{\n\tadmin off\n\tauto_https disable_redirects\n\tstorage file_system ${folder}\n}\n`;
  await writeFile(file, `${alone}\n${site}`);
  return start(port, folder, certificate, ensureCaddy(), ["run", "--adapter", "caddyfile", "--config", file]);
}

async function start(
  port: number,
  folder: string,
  { pem }: Certificate,
  program: string,
  options: string[],
): Promise<DocumentedProxy> {
  const running = await runListener(program, options, port, { HOME: folder, XDG_CONFIG_HOME: folder });
  const stop = async () => {
    await running.stop("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  };
  return { url: `https://localhost:${port}`, certificate: pem, stop };
}

type Replacement = [from: string | RegExp, to: string];

/** @throws Error when a part is not in the text, because the documentation and this file then differ */
function replaced(text: string, replacements: readonly Replacement[]): string {
  return replacements.reduce((current, [from, to]) => {
    const next = current.replace(from, () => to);
    if (next === current) throw new Error(`The configuration has no ${from}.`);
    return next;
  }, text);
}
