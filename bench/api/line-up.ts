import type { ApiOptions } from "#bench/api/options";
import { type BetterAuthKeys, seedBetterAuth } from "#bench/api/seed-better-auth";
import { type SeededKeys, seedLatchkey } from "#bench/api/seed-latchkey";
import type { Contender } from "#bench/contender";
import { type BetterAuth, startBetterAuth } from "#bench/contenders/better-auth";
import { startLatchkey } from "#bench/contenders/latchkey";
import type { Group, Lane } from "#bench/lane";
import { type BenchDatabase, withClient } from "#bench/latchkey/database";
import type { PlainTarget } from "#bench/load/job";
import type { OnClear } from "#bench/stage";

const KEYS = 10_000;
/** Working and ended keys with known tokens are a tenth of all keys. */
const WORKING = 800;
/** The default number of rows that better-auth reads for a list. */
const DEFAULT_LIMIT = 100;
const PAGE = 100;
/** Few connections, because one list of better-auth takes a large part of a second. */
const LIST_CONNECTIONS = [4];

type Stage = { options: ApiOptions; folder: string; database: BenchDatabase; onClear: OnClear };
type Answerer = Pick<Contender, "port" | "pids" | "databasePids" | "stop">;

/**
 * Starts Latchkey and better-auth, each with 10,000 keys of one person in the same PostgreSQL.
 * @returns the lanes to measure
 */
export async function apiLineUp(stage: Stage): Promise<Lane[]> {
  const { options, database, folder, onClear } = stage;
  const keys = await seedLatchkey(database.settings, KEYS, WORKING);
  const { profileFolder } = options;
  const settings = database.settings;
  const latchkey = await startLatchkey({
    name: "latchkey",
    folder,
    tokens: keys.tokens,
    database,
    settings,
    profileFolder,
  });
  onClear(latchkey.stop);
  const lanes: Lane[] = [];
  if (options.parts.includes("validations") || options.parts.includes("lists")) {
    lanes.push(...(await comparedLanes(stage, { answerer: latchkey, keys })));
  }
  if (options.parts.includes("kinds")) lanes.push(...kindLanes(latchkey, keys));
  return lanes;
}

type Latchkey = { answerer: Answerer; keys: SeededKeys };

async function comparedLanes({ options, database, folder, onClear }: Stage, latchkey: Latchkey): Promise<Lane[]> {
  const databaseUrl = await makeDatabase(database.settings.DATABASE_URL, "better_auth");
  const start = async (name: string, findManyLimit: number) => {
    const started = await startBetterAuth({ name, folder, databaseUrl, findManyLimit }, database);
    onClear(started.stop);
    return started;
  };
  const whole = await start("better-auth", KEYS);
  const its = await seedBetterAuth(`http://127.0.0.1:${whole.port}`, databaseUrl, { total: KEYS, working: WORKING });
  const lanes: Lane[] = [];
  if (options.parts.includes("validations")) lanes.push(...validationLanes(latchkey, whole, its));
  if (options.parts.includes("lists")) {
    const first = await start("better-auth-first", DEFAULT_LIMIT);
    lanes.push(...listLanes(latchkey, { whole, first, its }));
  }
  return lanes;
}

function validationLanes({ answerer, keys }: Latchkey, betterAuth: BetterAuth, its: BetterAuthKeys): Lane[] {
  const connections = [1, 16];
  return [
    lane(
      "validations",
      "latchkey",
      "Latchkey",
      answerer,
      connections,
      validation(answerer, keys.tokens, [`"user_id":"${keys.userId}"`]),
    ),
    lane("validations", "better-auth", "better-auth", betterAuth, connections, {
      port: betterAuth.port,
      path: "/verify",
      credentials: { tokens: its.tokens },
      question: {
        method: "plain",
        verb: "POST",
        body: JSON.stringify({ key: its.tokens[0] }),
        right: ['"valid":true', `"referenceId":"${its.userId}"`],
      },
    }),
  ];
}

type Lists = { whole: BetterAuth; first: BetterAuth; its: BetterAuthKeys };

function listLanes({ answerer, keys }: Latchkey, { whole, first, its }: Lists): Lane[] {
  const page = (port: number, total: number): PlainTarget => ({
    port,
    path: `/api/auth/api-key/list?limit=${PAGE}&sortBy=createdAt&sortDirection=desc`,
    headers: [`Cookie: ${its.cookie}`],
    credentials: { tokens: [""] },
    question: { method: "plain", verb: "GET", body: "", right: [`"total":${total}`] },
  });
  const own: PlainTarget = {
    port: answerer.port,
    path: `/api/v1/keys?limit=${PAGE}`,
    headers: [`Authorization: Bearer ${keys.apiTokens[0]}`],
    credentials: { tokens: keys.apiTokens },
    question: { method: "plain", verb: "GET", body: "", right: ['"hasMore":true', `"name":"Key ${KEYS - PAGE}"`] },
  };
  return [
    lane("key lists", "lists latchkey", "Latchkey", answerer, LIST_CONNECTIONS, own),
    lane("key lists", "lists better-auth", "better-auth", whole, LIST_CONNECTIONS, page(whole.port, KEYS)),
    lane(
      "key lists",
      "lists first",
      "better-auth, without those after the first 100",
      first,
      LIST_CONNECTIONS,
      page(first.port, DEFAULT_LIMIT),
    ),
  ];
}

/** Measures each kind of credential, because the response time must not reveal why a key is invalid. */
function kindLanes(latchkey: Answerer, { tokens, apiTokens, invalid }: SeededKeys): Lane[] {
  const kinds = { valid: tokens, ...invalid, "a token for the API": apiTokens };
  return Object.entries(kinds).map(([kind, given]) => {
    const right = [kind === "valid" ? '"valid":true' : '{"valid":false}'];
    return lane("kinds", `kind ${kind}`, kind, latchkey, [1], validation(latchkey, given, right));
  });
}

function validation({ port }: Answerer, tokens: string[], right: string[]): PlainTarget {
  const body = JSON.stringify({ api_key: tokens[0] });
  const path = "/api/v1/auth/validate-api-key";
  return { port, path, credentials: { tokens }, question: { method: "plain", verb: "POST", body, right } };
}

function lane(
  group: Group,
  id: string,
  title: string,
  answerer: Answerer,
  connections: number[],
  target: PlainTarget,
): Lane {
  return { id, group, title, contender: answerer, target, connections };
}

async function makeDatabase(serverUrl: string, name: string): Promise<string> {
  const url = new URL(serverUrl);
  url.pathname = "/postgres";
  await withClient(url.href, (client) => client.query(`CREATE DATABASE ${name}`));
  url.pathname = `/${name}`;
  return url.href;
}
