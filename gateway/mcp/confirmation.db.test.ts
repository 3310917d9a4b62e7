import { beforeEach, describe, expect, test } from "vitest";
import { MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { META } from "#lib/mcp/protocol";
import { setServerRules } from "#lib/upstreams/settings/set-server-rules";
import { type HttpAnswer, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { callerOf, NOW } from "#testing/people/factories";
import { startAskingServer } from "#testing/servers/asking-server";

useDatabase();
const world = useGateway({ servers: { asking: startAskingServer }, scopes: ["mcp:full"] });
beforeEach(() => {
  world.servers.asking.calls.length = 0;
});

const FORMS = { elicitation: { form: {} } };
const YES = { action: "accept", content: { confirm: true } };

type Retry = { inputResponses?: unknown; requestState?: unknown };
type Options = { retry?: Retry; args?: unknown; capabilities?: object; by?: string };

/** Calls a tool as a client of the 2026 revision that can show forms. */
function call(
  tool: string,
  { retry, args, capabilities = FORMS, by = world.token }: Options = {},
): Promise<HttpAnswer> {
  const _meta = { [META.clientCapabilities]: capabilities };
  const params = { name: `asking__${tool}`, arguments: args ?? {}, ...retry, _meta };
  return postModern(world.url, by, { method: "tools/call", params });
}

/** Makes the retry that answers Latchkey's question. */
function answered({ body }: HttpAnswer, response: unknown = YES): Retry {
  return { inputResponses: { latchkey_confirmation: response }, requestState: body.result?.requestState };
}

const isAsked = expect.objectContaining({
  resultType: "input_required",
  requestState: expect.stringMatching(/^latchkey-confirmation:/),
  inputRequests: {
    latchkey_confirmation: {
      method: "elicitation/create",
      params: expect.objectContaining({ message: expect.stringContaining("asking__") }),
    },
  },
});

describe("a destructive tool", () => {
  test("is called after the person agreed, and the server sees nothing of the question", async () => {
    const asked = await call("wipe", { args: { room: "attic" } });
    expect(asked.status).toBe(200);
    expect(asked.body.result).toEqual(isAsked);
    expect(JSON.stringify(asked.body.result?.inputRequests)).toMatch(/asking__wipe.*“asking”.*“Acme”.*attic/s);
    expect(world.servers.asking.calls).toEqual([]);
    const done = await call("wipe", { args: { room: "attic" }, retry: answered(asked) });
    expect(done.body.result?.content).toEqual([{ type: "text", text: "wiped" }]);
    expect(world.servers.asking.calls).toEqual([{ tool: "wipe", state: undefined, responses: undefined }]);
  });

  const refusals: [string, unknown][] = [
    ["declines", { action: "decline" }],
    ["cancels", { action: "cancel" }],
    ["leaves the field unset", { action: "accept", content: { confirm: false } }],
    ["accepts without a content", { action: "accept" }],
    ["accepts something that is not yes", { action: "accept", content: { confirm: "true" } }],
  ];

  test.each(refusals)("is not called when the person %s", async (_name, response) => {
    const refused = await call("wipe", { retry: answered(await call("wipe"), response) });
    expect(refused.status).toBe(200);
    expect(refused.body.result).toMatchObject({ resultType: "complete", isError: true });
    expect(JSON.stringify(refused.body.result)).toContain("“asking__wipe” of “asking” was not called");
    expect(world.servers.asking.calls).toEqual([]);
  });

  test("may be called again with its arguments in another order", async () => {
    const asked = await call("wipe", { args: { room: "attic", how: { fast: true, twice: [1, 2] } } });
    const args = { how: { twice: [1, 2], fast: true }, room: "attic" };
    expect((await call("wipe", { args, retry: answered(asked) })).body.result?.content).toBeDefined();
  });
});

describe("asks again, and does not call, when the answer comes with", () => {
  const strays: [string, (asked: HttpAnswer) => Options & { tool?: string }][] = [
    ["other arguments", (asked) => ({ args: { room: "everything" }, retry: answered(asked) })],
    [
      "arguments in another order of a list",
      (asked) => ({ args: { room: "attic", n: [2, 1] }, retry: answered(asked) }),
    ],
    ["another tool", (asked) => ({ tool: "purge", retry: answered(asked) })],
    ["a state that was changed", (asked) => ({ retry: { ...answered(asked), requestState: changed(asked) } })],
    ["a state that is not ours", (asked) => ({ retry: { ...answered(asked), requestState: "room-state" } })],
    ["no state", (asked) => ({ retry: { inputResponses: answered(asked).inputResponses } })],
    ["no response", (asked) => ({ retry: { requestState: answered(asked).requestState } })],
    ["a response to something else", (asked) => ({ retry: { ...answered(asked), inputResponses: { other: YES } } })],
    ["a response that is none", (asked) => ({ retry: answered(asked, "yes") })],
  ];

  test.each(strays)("%s", async (_name, change) => {
    const args = { room: "attic", n: [1, 2] };
    const asked = await call("wipe", { args });
    const { tool = "wipe", ...options } = change(asked);
    expect((await call(tool, { args, ...options })).body.result).toEqual(isAsked);
    expect(world.servers.asking.calls).toEqual([]);
  });

  test("another key", async () => {
    const other = await world.makeToken({ scopes: ["mcp:full"] });
    const asked = await call("wipe");
    expect((await call("wipe", { by: other.token, retry: answered(asked) })).body.result).toEqual(isAsked);
  });

  test("a question that is older than ten minutes", async () => {
    const asked = await call("wipe");
    world.now = new Date(NOW.getTime() + 10 * MINUTE_MS + 1);
    expect((await call("wipe", { retry: answered(asked) })).body.result).toEqual(isAsked);
    world.now = new Date(NOW.getTime() + 10 * MINUTE_MS);
    expect((await call("wipe", { retry: answered(asked) })).body.result?.content).toBeDefined();
  });
});

describe("arguments that are not shown whole", () => {
  const LONG = { sql: `SELECT 1; ${"filler ".repeat(2_000)}; DROP TABLE users`, room: "attic" };
  const SHOW = { action: "accept", content: { show_more: true } };
  const ask = (retry: Retry = {}, args: unknown = LONG) => call("wipe", { args, retry });
  const formOf = ({ body }: HttpAnswer) =>
    (body.result as unknown as Asked)?.inputRequests?.latchkey_confirmation?.params;
  type Asked = { inputRequests: { latchkey_confirmation: { params: Form } } };
  type Form = { message: string; requestedSchema: { properties: object; required?: string[] } };

  test("are shown part by part, each only after the person asked for it, and the call is made once they agree", async () => {
    const overview = await ask();
    const second = await ask(answered(overview, SHOW));
    const third = await ask(answered(second, SHOW));
    expect(formOf(overview)?.message).toMatch(/not all is shown: 1 in part\):\n.*“Show all arguments first”/);
    expect(formOf(second)?.message).toMatch(/part 2 \(14,\d{3} characters in all\):\n- sql: "SELECT 1; filler/);
    expect(formOf(third)?.message).toMatch(/part 3 \(14,\d{3} characters in all\):\n… /);
    const last = await ask(answered(third, SHOW));
    expect(formOf(last)?.message).toMatch(/DROP TABLE users"\n- room: "attic"$/);
    const fields = [overview, third, last].map((asked) => Object.keys(formOf(asked)?.requestedSchema.properties ?? {}));
    expect(fields).toEqual([["confirm", "show_more"], ["confirm", "show_more"], ["confirm"]]);
    expect(world.servers.asking.calls).toEqual([]);
    expect((await ask(answered(last))).body.result?.content).toEqual([{ type: "text", text: "wiped" }]);
  });

  test("can be agreed to and declined at each part", async () => {
    const overview = await ask();
    const second = await ask(answered(overview, SHOW));
    for (const asked of [overview, second]) {
      const declined = await ask(answered(asked, { action: "accept", content: {} }));
      expect(declined.body.result).toMatchObject({ resultType: "complete", isError: true });
    }
    expect(world.servers.asking.calls).toEqual([]);
    for (const asked of [overview, second]) expect((await ask(answered(asked))).body.result?.content).toBeDefined();
  });

  test.each<[string, unknown]>([
    ["both fields", { confirm: true, show_more: true }],
    ["a text instead of a decision", { confirm: true, show_more: "no" }],
    ["an object", { confirm: true, show_more: {} }],
  ])("are shown, and nothing is called, when the answer sets %s", async (_what, content) => {
    const second = await ask(answered(await ask(), { action: "accept", content }));
    expect(formOf(second)?.message).toContain("Arguments, part 2 (");
    expect(world.servers.asking.calls).toEqual([]);
  });

  test("are not shown by the state of another call, nor in another order", async () => {
    const second = await ask(answered(await ask(), SHOW));
    const others = [
      { ...LONG, room: "cellar" },
      { room: LONG.room, sql: LONG.sql },
    ];
    for (const args of others) {
      expect(formOf(await ask(answered(second, SHOW), args))?.message).toContain("“Show all arguments first”");
    }
    expect(world.servers.asking.calls).toEqual([]);
  });

  test("cannot be asked for when everything was shown: that is no consent", async () => {
    const whole = await ask({}, { room: "attic" });
    const refused = await ask(answered(whole, SHOW), { room: "attic" });
    expect(refused.body.result).toMatchObject({ resultType: "complete", isError: true });
    expect(world.servers.asking.calls).toEqual([]);
  });

  test("are shown also after an admin turned questions off in the meantime, because the person waits for them", async () => {
    const overview = await ask();
    await db().workspace.updateMany({ data: { confirmDestructive: false } });
    expect(formOf(await ask(answered(overview, SHOW)))?.message).toContain("Arguments, part 2 (");
    expect(world.servers.asking.calls).toEqual([]);
  });
});

function changed({ body }: HttpAnswer): string {
  return String(body.result?.requestState).replace('"stage":"asked"', '"stage":"agreed"');
}

describe("a server that asks for something itself", () => {
  const ROOM = { latchkey_confirmation: { action: "accept", content: { room: "attic" } } };

  test("is called after the person agreed, and gets its own state and answers", async () => {
    const first = await call("purge");
    const second = await call("purge", { retry: answered(first) });
    expect(second.body.result).toMatchObject({
      resultType: "input_required",
      inputRequests: { latchkey_confirmation: { params: { message: "Which room?" } } },
      requestState: expect.stringMatching(/^latchkey-confirmation:/),
    });
    const requestState = second.body.result?.requestState;
    const done = await call("purge", { retry: { inputResponses: ROOM, requestState } });
    expect(done.body.result?.content).toEqual([{ type: "text", text: "purge attic room-state" }]);
    expect(world.servers.asking.calls).toEqual([
      { tool: "purge", state: undefined, responses: undefined },
      { tool: "purge", state: "room-state", responses: ROOM },
    ]);
  });

  test("cannot bypass the question", async () => {
    const retry = { inputResponses: ROOM, requestState: "room-state" };
    expect((await call("purge", { retry })).body.result).toEqual(isAsked);
    const agreed = await call("purge", { retry: answered(await call("purge")) });
    const { requestState } = agreed.body.result ?? {};
    const others = await call("wipe", { retry: { inputResponses: ROOM, requestState } });
    expect(others.body.result).toEqual(isAsked);
    const withArguments = await call("purge", { args: { all: true }, retry: { inputResponses: ROOM, requestState } });
    expect(withArguments.body.result).toEqual(isAsked);
  });

  test("is passed on unchanged when no confirmation is needed", async () => {
    const first = await call("visit");
    expect(first.body.result).toMatchObject({ resultType: "input_required", requestState: "room-state" });
    const done = await call("visit", { retry: { inputResponses: ROOM, requestState: "room-state" } });
    expect(done.body.result?.content).toEqual([{ type: "text", text: "visit attic room-state" }]);
  });
});

describe("nobody is asked", () => {
  const setting = (confirmDestructive: boolean) =>
    db().workspace.update({ where: { id: world.acme.id }, data: { confirmDestructive } });

  test("from the next request after the workspace turns confirmations off, until it turns them on", async () => {
    expect((await call("wipe")).body.result).toEqual(isAsked);
    await setting(false);
    expect((await call("wipe")).body.result?.content).toBeDefined();
    expect((await world.post(legacyCall)).body.result?.content).toEqual([{ type: "text", text: "wiped" }]);
    await setting(true);
    expect((await call("wipe")).body.result).toEqual(isAsked);
  });

  test("from the next request after an admin says never for the server, and everybody is again with always", async () => {
    const change = (confirmDestructive: "never" | "always") =>
      setServerRules(callerOf(world.ada), {
        workspace: world.acme.slug,
        upstreamId: world.upstreamIds.asking,
        confirmDestructive,
      });
    await change("never");
    expect((await call("wipe")).body.result?.content).toBeDefined();
    expect((await world.post(legacyCall)).body.result?.content).toEqual([{ type: "text", text: "wiped" }]);
    await setting(false);
    await change("always");
    expect((await call("wipe")).body.result).toEqual(isAsked);
  });

  test("after an admin rules that the tool is writing", async () => {
    const rule = { upstreamId: world.upstreamIds.asking, toolName: "wipe", access: "writing" as const };
    await db().$transaction([
      db().toolRule.create({ data: rule }),
      db().upstream.update({ where: { id: world.upstreamIds.asking }, data: { revision: { increment: 1 } } }),
    ]);
    expect((await call("wipe")).body.result?.content).toBeDefined();
    expect((await call("purge")).body.result).toEqual(isAsked);
  });

  test("twice when it is turned off between question and answer, and no server sees Latchkey's fields", async () => {
    const asked = await call("wipe");
    const declined = await call("wipe", { retry: answered(asked, { action: "decline" }) });
    await setting(false);
    expect((await call("wipe", { retry: answered(asked) })).body.result?.content).toBeDefined();
    expect(declined.body.result?.isError).toBe(true);
    expect(world.servers.asking.calls).toEqual([{ tool: "wipe", state: undefined, responses: undefined }]);
  });

  test("for a read-only key, which may not call the tool", async () => {
    const { token: by } = await world.makeToken();
    expect((await call("wipe", { by })).status).toBe(403);
  });
});

const legacyCall = { method: "tools/call", params: { name: "asking__wipe", arguments: {} } };

describe("a client that cannot ask learns how to allow the call", () => {
  const HOW =
    /“asking__wipe” of “asking” was not called: .*An admin of the workspace “Acme” can allow it: .*“Writing”.*“Ask before destructive tools”/;

  test.each([[{}], [{ elicitation: { url: {} } }], [{ elicitation: true }]])(
    "capabilities %o",
    async (capabilities) => {
      const { status, body } = await call("wipe", { capabilities });
      expect(status).toBe(400);
      expect(body.error).toMatchObject({
        code: -32021,
        message: expect.stringMatching(HOW),
        data: { requiredCapabilities: { elicitation: { form: {} } }, errorType: "CONFIRMATION_REQUIRED" },
      });
      expect(world.servers.asking.calls).toEqual([]);
    },
  );

  test("from a tool result for the model, in the 2025 revisions", async () => {
    const { status, body } = await world.post(legacyCall);
    expect(status).toBe(200);
    expect(body.result).toEqual({ isError: true, content: [{ type: "text", text: expect.stringMatching(HOW) }] });
    expect(world.servers.asking.calls).toEqual([]);
  });
});
