import { describe, expect, test } from "vitest";
import type { Right } from "#app/action";
import { openApiDocument } from "#gateway/api/open-api-document";
import { apiRoutes } from "#gateway/api/routes";
import { GATEWAY_PATHS } from "#gateway/paths";
import { can, type Permission, ROLES } from "#lib/auth/permissions";
import { GATEWAY_ROWS } from "#scripts/surface/gateway-paths";
import { takenByOperation } from "#scripts/surface/operation-limits";
import { pageRoutes } from "#scripts/surface/page-routes";
import { actionRow, operationRow, type Row, routeRow } from "#scripts/surface/rows";
import { serverActions } from "#scripts/surface/server-actions";
import { operationsOf } from "#testing/contract/operations";
import { provideTestEnv } from "#testing/databases/use-database";
import { TARGET_OPERATIONS, WORKSPACE_OPERATIONS } from "#testing/operations/guarded-operations";
import { OWN_OPERATIONS } from "#testing/operations/own-operations";

provideTestEnv({ DATABASE_URL: "postgresql://nowhere/none" });

/** next-auth answers here. Its sign-in has limits of its own, and a provider of another site leads back to it. */
const SIGN_IN = "/api/auth/[...nextauth]";
const SIGN_IN_ROW = {
  right: "none; the password or the provider proves who signs in",
  limit: "failed sign-ins by browser, account and network; new accounts of providers: 30 an hour for each network",
  share: "hashing: one at once for each network",
};

const [actions, routes, takenBy] = await Promise.all([serverActions(), pageRoutes(), takenByOperation()]);
const operations = operationsOf(openApiDocument(apiRoutes({ now: () => new Date() })));

/** The lowest role that the isolation tests let do an operation. */
const LEAST = new Map([...WORKSPACE_OPERATIONS, ...TARGET_OPERATIONS].map(({ name, least }) => [name, least]));
/** Operations about the caller alone, or by strangers. Their own tests drive them. */
const OWN = new Set([
  ...OWN_OPERATIONS.map(({ name }) => name),
  "setUp",
  "markNoticesRead",
  "endOtherSessions",
  "previewKey",
  "refuseApp",
]);

/** Says who may do an operation, in the words of the isolation tests. */
function leastOf(right: Right): string {
  if (right === "own" || right === "invitation" || right === "none") return "nobody";
  return ROLES.findLast((role) => can(role, right as Permission)) ?? "nobody";
}

const testedLeast = (operation: string) => LEAST.get(operation) ?? (OWN.has(operation) ? "nobody" : "not tested");

function rightOf(operation: string): string {
  const least = testedLeast(operation);
  return least === "nobody" ? "own" : least === "not tested" ? "" : `role ${least}`;
}

const ROWS: Record<string, Row[]> = {
  "Server actions": actions.map((one) => actionRow(one, takenBy)),
  "Routes of the pages": routes.map((one) =>
    one.name.endsWith(SIGN_IN) ? { name: one.name, ...SIGN_IN_ROW } : routeRow(one, rightOf, takenBy),
  ),
  "Operations of the REST API": operations.map(operationRow),
  "Other paths of the gateway": GATEWAY_ROWS,
};

describe.each(Object.entries(ROWS))("%s:", (_kind, rows) => {
  test.each(rows.map((row) => [row.name, row] as const))("%s has a right, a limit and a share", (_name, row) => {
    expect(row.right).not.toBe("");
    expect(row.limit).not.toBe("");
    expect(row.share).not.toBe("");
  });
});

describe("the right that a server action declares is the one that its operation is tested for:", () => {
  test.each(actions.map((one) => [one.name, one.declared] as const))("%s", (_name, declared) => {
    expect(testedLeast(declared?.operation ?? "")).toBe(leastOf(declared?.right ?? "none"));
    if (declared?.right === "none") expect(declared.caller).toBe("newcomer");
  });
});

test("the table names every path of the gateway", () => {
  expect(GATEWAY_ROWS.map(({ name }) => name).sort()).toEqual([...GATEWAY_PATHS].sort());
});

test("docs/surface.md lists all of them; `vitest run scripts/surface -u` writes it anew", async () => {
  const table = (rows: Row[]) =>
    rows.map(({ name, right, limit, share }) => `| \`${name}\` | ${right} | ${limit} | ${share} |`).join("\n");
  const sections = Object.entries(ROWS).map(
    ([kind, rows]) => `## ${kind}\n\n| what | right | limit | share |\n|---|---|---|---|\n${table(rows)}\n`,
  );
  const head = `# All that can be asked of Latchkey

Everything that a browser, a script or a client can ask for, with the right that it asks for, how often it may be asked, and what it shares with others.
A test writes this page from the code and fails when something has none of them. [limits.md](operations/limits.md) explains the limits and shares.
`;
  await expect([head, ...sections].join("\n")).toMatchFileSnapshot("../../docs/surface.md");
});
