import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { makeApiToken } from "#testing/clients/api-client";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { runProgram } from "#testing/machine/run-program";
import { type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { typeCheck } from "#testing/machine/type-check";
import { makeUser, makeWorkspace } from "#testing/people/factories";

const GENERATOR = "node_modules/oazapfts/dist/cli.js";

/** What somebody writes who has nothing but the client that was made from the document. */
const LIFE_OF_A_KEY = `
import * as latchkey from "./client.ts";

latchkey.defaults.baseUrl = process.env.API ?? "";
latchkey.defaults.headers = { authorization: \`Bearer \${process.env.LATCHKEY_TOKEN}\` };

/** The answer of a status, with the type that the document gives it. */
function expectStatus<Answer extends { status: number }, Status extends Answer["status"]>(answer: Answer, status: Status) {
  if (answer.status !== status) throw new Error(\`\${answer.status} instead of \${status}\`);
  return answer as Extract<Answer, { status: Status }>;
}

const workspaces = expectStatus(await latchkey.listWorkspaces({}), 200).data.records;
const workspaceIds = workspaces.map(({ id }) => id);
const made = expectStatus(await latchkey.createKey({ body: { name: "CI", workspaceIds, scopes: ["mcp:tools:list"] } }), 201).data;
const told: string | undefined = made.token;
const key: latchkey.Key = expectStatus(await latchkey.readKey({ id: made.id }), 200).data;
const listed = expectStatus(await latchkey.listKeys({ status: "active", limit: 10 }), 200).data;
const changed = expectStatus(await latchkey.updateKey({ id: key.id, body: { name: "CI on main" } }), 200).data;
const rotated = expectStatus(await latchkey.rotateKey({ id: key.id, body: { overlap: "none" } }), 201).data;
const revoked = expectStatus(await latchkey.revokeKey({ id: rotated.id }), 200).data;
const late = expectStatus(await latchkey.updateKey({ id: rotated.id, body: { name: "late" } }), 409).data;

// @ts-expect-error: there is no such scope
const _wrong = () => latchkey.createKey({ body: { scopes: ["everything"] } });

console.log(JSON.stringify({
  made: made.id, told, listed: listed.records.map(({ id }) => id), hasMore: listed.hasMore, name: changed.name,
  rotated: rotated.id, next: rotated.token, revoked: revoked.deleted, code: late.error.code,
}));
`;

useDatabase();

let gateway: RunningGateway;
let folder: string;
beforeAll(async () => {
  gateway = await startGateway();
  folder = await mkdtemp(join(tmpdir(), "latchkey-client-"));
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await gateway.stop();
});

test("a client made from the running document does the whole life of a key, and its types hold", async () => {
  const ada = await makeUser("Ada");
  await makeWorkspace("Acme", [[ada, "owner"]]);
  const document = `${gateway.origin}/api/v1/openapi.json`;
  const client = join(folder, "client.ts");
  const made = await runProgram(process.execPath, [GENERATOR, document, client, "--argumentStyle=object"]);
  expect(made).toEqual({ code: 0, output: "" });
  const program = join(folder, "life-of-a-key.ts");
  await writeFile(program, LIFE_OF_A_KEY);
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');

  expect(await typeCheck([program])).toEqual({ code: 0, output: "" });

  const { code, output } = await runProgram(process.execPath, [program], {
    API: `${gateway.origin}/api/v1`,
    LATCHKEY_TOKEN: await makeApiToken(ada),
  });
  expect([code, output]).toEqual([0, expect.stringMatching(/^\{/)]);
  const lived = JSON.parse(output) as Record<string, string>;
  expect(lived).toMatchObject({
    listed: [lived.made],
    hasMore: false,
    name: "CI on main",
    revoked: true,
    code: "CONFLICT",
    told: expect.stringMatching(/^mcp_\w{49}$/),
    next: expect.stringMatching(/^mcp_\w{49}$/),
  });
  expect(lived.rotated).not.toBe(lived.made);
  for (const token of [lived.told, lived.next]) {
    expect((await post(gateway.url, token ?? "", { method: "ping" })).status).toBe(401);
  }
  expect(await db().key.count({ where: { revokedAt: null, expiresAt: null } })).toBe(0);
});
