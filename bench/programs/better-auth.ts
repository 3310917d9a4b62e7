import { createServer, type RequestListener } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";

/**
 * Runs better-auth with its plugin for API keys in its fastest settings: no limits, no telemetry, no log. Only the
 * server can call its verification, so this program offers it as `POST /verify`. The argument is the port.
 */
type Auth = {
  options: object;
  api: { verifyApiKey(input: { body: { key: string } }): Promise<unknown> };
};

const { DATABASE_URL, BETTER_AUTH_FOLDER = "", FIND_MANY_LIMIT } = process.env;
const port = Number(process.argv[2]);

const load = async <Module>(name: string): Promise<Module> => {
  const { resolve } = createRequire(join(BETTER_AUTH_FOLDER, "package.json"));
  return (await import(pathToFileURL(resolve(name)).href)) as Module;
};
const { betterAuth } = await load<{ betterAuth(options: object): Auth }>("better-auth");
const { apiKey } = await load<{ apiKey(options: object): object }>("@better-auth/api-key");
const { toNodeHandler } = await load<{ toNodeHandler(auth: Auth): RequestListener }>("better-auth/node");
const { getMigrations } = await load<{
  getMigrations(options: object): Promise<{ runMigrations(): Promise<void> }>;
}>("better-auth/db/migration");

const auth = betterAuth({
  baseURL: `http://127.0.0.1:${port}`,
  database: new pg.Pool({ connectionString: DATABASE_URL, max: 16 }),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
  advanced: { database: { defaultFindManyLimit: Number(FIND_MANY_LIMIT) } },
  plugins: [apiKey({ rateLimit: { enabled: false } })],
});
await (await getMigrations(auth.options)).runMigrations();

const toAuth = toNodeHandler(auth);
const server = createServer(async (request, response) => {
  if (request.url !== "/verify") return toAuth(request, response);
  let body = "";
  for await (const piece of request) body += piece;
  const answer = JSON.stringify(await auth.api.verifyApiKey({ body: JSON.parse(body) as { key: string } }));
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(answer) });
  response.end(answer);
});
server.keepAliveTimeout = 600_000;
server.listen(port, "127.0.0.1");
