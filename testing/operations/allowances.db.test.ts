import { beforeEach, describe, expect, test } from "vitest";
import { createApiToken } from "#lib/api-tokens/operations";
import { changePassword } from "#lib/auth/accounts/change-password";
import { type Newcomer, signUp } from "#lib/auth/accounts/sign-up";
import { hashPassword } from "#lib/auth/passwords/password";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { isAppError } from "#lib/errors";
import { previewKey } from "#lib/gateway/preview/queries";
import { previewKeySchema } from "#lib/gateway/preview/schema";
import { newId } from "#lib/ids";
import { acceptInvitationAsNew } from "#lib/members/accept-invitation";
import { inviteMember } from "#lib/members/invite";
import { connectApp, refuseApp } from "#lib/oauth/consent/connect-app";
import { connectAppSchema } from "#lib/oauth/consent/schema";
import type { Allowance, SubjectKind } from "#lib/rate-limit/allowance";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { setUpstreamDisabled } from "#lib/upstreams/settings/disable-upstream";
import { createWorkspace } from "#lib/workspaces/create-workspace";
import { setUp } from "#lib/workspaces/set-up";
import { provideTestEnv, useDatabase } from "#testing/databases/use-database";
import { stillRateLimits } from "#testing/machine/still-rate-limits";
import { TARGET_OPERATIONS, type Targets, WORKSPACE_OPERATIONS } from "#testing/operations/guarded-operations";
import { makeTargets } from "#testing/operations/make-targets";
import { callerOf, NOW, type TestUser } from "#testing/people/factories";

stillRateLimits();
useDatabase();

const PASSWORD = "violet anchor tumble sieve";
const NEW_PASSWORD = "copper lantern drift maple";
const passwordHash = await hashPassword(PASSWORD);

/** Server actions take these (app/action.test.ts). */
type OfActions = "changes" | "strangerRequests";
/** Nothing is refused above these. A mail is left out (invitation-mail.db.test.ts, mail.db.test.ts). */
type OfMails = "invitationMails" | "noticeMails";
type OfOperations = Exclude<keyof typeof ALLOWANCES, OfActions | OfMails>;

type Run = (caller: Caller, targets: Targets) => Promise<unknown>;

const guarded = (name: string): [string, Run] => {
  const run = [...WORKSPACE_OPERATIONS, ...TARGET_OPERATIONS].find((one) => one.name === name)?.run;
  if (!run) throw new Error(`There is no operation ${name}.`);
  return [name, run];
};

const enable: Run = async (caller, { workspace, upstreamId }) => {
  await db().upstream.update({ where: { id: upstreamId }, data: { disabledAt: NOW } });
  return setUpstreamDisabled(caller, { workspace, upstreamId, disabled: false });
};
/** The address of a document that nobody may call, of a client that nobody has connected. */
const DOCUMENT_QUERY = new URLSearchParams({ client_id: "https://127.0.0.1/client", redirect_uri: "app:x" }).toString();
const withDocuments =
  (run: Run): Run =>
  (caller, made) => {
    provideEnv({ ...env(), OAUTH_CLIENT_DOCUMENTS: "on" });
    return run(caller, made);
  };
const connectFromDocument: Run = (caller, { workspaceId }) =>
  connectApp(caller, connectAppSchema.parse({ query: DOCUMENT_QUERY, workspaceIds: [workspaceId] }));
const changeOwnPassword: [string, Run] = [
  "changePassword",
  (caller) => changePassword(caller, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }),
];

/** The operations of signed-in people that take an allowance. */
const OF_PEOPLE: Record<Exclude<OfOperations, "newAccounts" | "acceptedInvitations">, [name: string, run: Run][]> = {
  passwordEstimates: [changeOwnPassword],
  passwordChanges: [changeOwnPassword],
  newApiTokens: [
    ["createApiToken", (caller) => createApiToken(caller, { name: "Script", scopes: ["keys:read"], expiresInDays: 7 })],
  ],
  newWorkspaces: [["createWorkspace", (caller) => createWorkspace(caller, { name: "Labs" })]],
  invitations: [guarded("inviteMember")],
  serverConnections: [
    guarded("createUpstream"),
    guarded("updateUpstream"),
    guarded("refreshUpstream"),
    ["setUpstreamDisabled", enable],
  ],
  clientDocuments: [
    ["connectApp", withDocuments(connectFromDocument)],
    ["refuseApp", withDocuments((caller) => refuseApp(caller, { query: DOCUMENT_QUERY }))],
  ],
  webhookMessages: [guarded("sendTestMessage"), guarded("resendMessage")],
  previews: [
    guarded("whatKeySees"),
    guarded("previewServiceKey"),
    [
      "previewKey",
      (caller, { workspaceId }) =>
        previewKey(caller, previewKeySchema.parse({ workspaceIds: [workspaceId], scopes: ["mcp:read"] })),
    ],
  ],
  connectionChecks: [guarded("connectionOf")],
  exports: [guarded("exportAuditLog"), guarded("exportWorkspaceKeys"), guarded("workspaceKeysCsv")],
};

type StrangersRun = (newcomer: Newcomer) => Promise<unknown>;

const signUpAsStranger: [string, StrangersRun] = [
  "signUp",
  (newcomer) => signUp(newcomer, { name: "Eve", email: `${newId("usr")}@example.com`, password: NEW_PASSWORD }),
];
const setUpAsStranger: [string, StrangersRun] = [
  "setUp",
  async (newcomer) => {
    await db().workspace.deleteMany();
    await db().user.deleteMany();
    const account = { name: "Ada", email: "ada@example.com", password: NEW_PASSWORD };
    return setUp(newcomer, { ...account, workspaceName: "Acme" });
  },
];
const acceptAsStranger: [string, StrangersRun] = [
  "acceptInvitationAsNew",
  async (newcomer) => {
    const email = `${newId("usr")}@example.com`;
    const { url } = await inviteMember(callerOf(ada), { workspace: targets.workspace, email, role: "member" });
    const token = url.slice(url.lastIndexOf("/") + 1);
    return acceptInvitationAsNew(newcomer, { token, name: "Lin", password: NEW_PASSWORD });
  },
];

/** The operations of people without an account that take an allowance. */
const OF_STRANGERS: Record<"passwordEstimates" | "newAccounts" | "acceptedInvitations", [string, StrangersRun][]> = {
  passwordEstimates: [signUpAsStranger, setUpAsStranger, acceptAsStranger],
  newAccounts: [signUpAsStranger, setUpAsStranger],
  acceptedInvitations: [acceptAsStranger],
};

let ada: TestUser;
let targets: Targets;
/** A network of the documentation (RFC 3849) that no earlier test has used. */
let network: string;
let tests = 0;

beforeEach(async () => {
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", SIGN_UP: "open" });
  ({ ada, targets } = await makeTargets());
  await db().user.update({ where: { id: ada.id }, data: { passwordHash } });
  tests += 1;
  network = `2001:db8:0:${tests.toString(16)}::/64`;
});

const addressIn = (ofNetwork: string) => ofNetwork.replace("::/64", "::1");

/** Uses up what is left of an allowance for one subject alone. */
async function spend(name: OfOperations, kind: SubjectKind, subject: string): Promise<void> {
  const allowance = ALLOWANCES[name] as Allowance<SubjectKind>;
  const anybody = () => ({ person: newId("usr"), workspace: newId("ws"), network: newId("evt"), recipient: "nobody" });
  while (await allowance.allows({ ...anybody(), [kind]: subject }));
}

/** @returns the code of the error of an operation; "done" when there was none */
async function codeOf(outcome: Promise<unknown>): Promise<string> {
  return outcome.then(
    () => "done",
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  );
}

const casesOf = <Run>(table: Partial<Record<OfOperations, [string, Run][]>>) =>
  (Object.keys(table) as OfOperations[]).flatMap((name) =>
    (Object.keys(ALLOWANCES[name].rations) as SubjectKind[]).flatMap((kind) =>
      (table[name] ?? []).map(([operation, run]) => ({ operation, what: ALLOWANCES[name].what, kind, name, run })),
    ),
  );

describe("is refused once its subject has used up the allowance, and not while another subject has:", () => {
  test.each(casesOf(OF_PEOPLE))("$operation ($what, for each $kind)", async ({ name, kind, run }) => {
    const caller = { ...callerOf(ada), address: addressIn(network) };
    await spend(name, kind, "another");
    expect(await codeOf(run(caller, targets))).not.toBe("RATE_LIMITED");
    await spend(name, kind, { person: ada.id, workspace: targets.workspaceId, network, recipient: "" }[kind]);
    // A new password makes the old one wrong, which would be another refusal.
    await db().user.update({ where: { id: ada.id }, data: { passwordHash } });
    await expect(run(caller, targets)).rejects.toMatchObject({
      code: "RATE_LIMITED",
      message: expect.stringContaining(`${ALLOWANCES[name].what} are limited to`),
    });
  });

  test.each(casesOf(OF_STRANGERS))("$operation ($what, for each $kind)", async ({ name, kind, run }) => {
    await spend(name, kind, "another");
    expect(await codeOf(run({ now: NOW, address: addressIn(network) }))).toBe("done");
    if (!(await db().user.findUnique({ where: { id: ada.id } }))) ({ ada, targets } = await makeTargets());
    await spend(name, kind, network);
    await expect(run({ now: NOW, address: addressIn(network) })).rejects.toMatchObject({
      code: "RATE_LIMITED",
      message: expect.stringContaining(`${ALLOWANCES[name].what} are limited to`),
    });
  });
});
