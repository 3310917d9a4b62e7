import { beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { action } from "#app/action";
import type { Caller } from "#lib/auth/principal";
import { AppError } from "#lib/errors";
import { forget } from "#lib/process";
import { stillRateLimits } from "#testing/machine/still-rate-limits";

const { revalidatePath } = vi.hoisted(() => ({ revalidatePath: vi.fn() }));
vi.mock("next/cache", () => ({ revalidatePath }));

stillRateLimits();

const schema = z.object({ workspace: z.string(), name: z.string().min(1, { error: "Enter a name." }) });
const ada: Caller = {
  principal: { kind: "user", userId: "usr_ada", sessionId: "test", authenticatedAt: null },
  now: new Date(0),
  address: "192.0.2.1",
};
const caller = async () => ada;

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

beforeEach(() => {
  revalidatePath.mockClear();
  for (const name of ["changes:person", "stranger-requests:network"]) forget(`rate-limit:${name}`);
});

describe("action", () => {
  test("passes the caller and the parsed input to the operation", async () => {
    const operation = vi.fn(async () => "secret");
    const rename = action({ caller, right: "own", schema, operation });
    const state = await rename(null, form({ workspace: "acme", name: "New", more: "dropped" }));
    expect(operation).toHaveBeenCalledWith(ada, { workspace: "acme", name: "New" });
    expect(state).toEqual({ status: "done", data: null });
  });

  test("prefers what the page binds to a form field of the same name", async () => {
    const operation = vi.fn(async () => null);
    const rename = action({ caller, right: "own", bound: ["workspace"], schema, operation });
    await rename("acme", null, form({ workspace: "humble", name: "New" }));
    expect(operation).toHaveBeenCalledWith(ada, { workspace: "acme", name: "New" });
  });

  test("answers with what the declaration makes of the result", async () => {
    const rename = action({
      right: "own",
      caller,
      bound: ["workspace"],
      read: () => ({ name: "Read" }),
      schema,
      operation: async () => ({ slug: "new" }),
      answer: ({ slug }, { name }) => `${slug} ${name}`,
    });
    expect(await rename("acme", null, form({}))).toEqual({ status: "done", data: "new Read" });
  });

  test("has the stale pages rendered again after success only", async () => {
    const operation = vi.fn(async () => null);
    const rename = action({ caller, right: "own", schema, operation, revalidate: [["/", "layout"], ["/account"]] });
    await rename(null, form({ workspace: "acme", name: "" }));
    expect(revalidatePath).not.toHaveBeenCalled();
    await rename(null, form({ workspace: "acme", name: "New" }));
    expect(revalidatePath.mock.calls).toEqual([
      ["/", "layout"],
      ["/account", undefined],
    ]);
  });

  test("answers wrong input with one sentence for each field and without the operation", async () => {
    const operation = vi.fn(async () => null);
    const state = await action({ caller, right: "own", schema, operation })(
      null,
      form({ workspace: "acme", name: "" }),
    );
    const fields = { name: "Enter a name." };
    expect(state).toEqual({ status: "error", message: "Some fields need a correction.", fields });
    expect(operation).not.toHaveBeenCalled();
  });

  test("refuses a bound argument that the browser replaced by an object", async () => {
    const operation = vi.fn(async () => null);
    const rename = action({ caller, right: "own", bound: ["workspace"], schema, operation });
    const state = await rename({ not: "" } as never, null, form({ name: "New" }));
    expect(state).toMatchObject({ status: "error" });
    expect(operation).not.toHaveBeenCalled();
  });

  test.each<[string, unknown[]]>([
    ["no argument", []],
    ["no form", ["acme", null]],
    ["an object instead of the form", ["acme", null, { name: "New" }]],
    ["a text instead of the form", ["acme", null, "name=New"]],
    ["one argument too few", [null, form({ name: "New" })]],
  ])("refuses a forged call with %s in one sentence", async (_what, args) => {
    const operation = vi.fn(async () => null);
    const asked = vi.fn(caller);
    const rename = action({ right: "own", caller: asked, bound: ["workspace"], schema, operation });
    const state = await (rename as (...forged: unknown[]) => Promise<unknown>)(...args);
    const message = "This form cannot be read. Reload the page and try again.";
    expect(state).toEqual({ status: "error", message, fields: {} });
    expect(operation).not.toHaveBeenCalled();
    expect(asked).not.toHaveBeenCalled();
  });

  test("answers an AppError of the operation and throws any other error", async () => {
    const failing = (error: Error) => action({ caller, right: "own", schema, operation: () => Promise.reject(error) });
    const input = form({ workspace: "acme", name: "New" });
    const state = await failing(new AppError("CONFLICT", "Reload the page."))(null, input);
    expect(state).toEqual({ status: "error", message: "Reload the page.", fields: {} });
    await expect(failing(new Error("defect"))(null, input)).rejects.toThrow("defect");
  });

  test("parses nothing for a caller who is refused", async () => {
    const operation = vi.fn(async () => null);
    const refused = action({ right: "own", caller: () => Promise.reject(new Error("redirect")), schema, operation });
    await expect(refused(null, form({}))).rejects.toThrow("redirect");
    expect(operation).not.toHaveBeenCalled();
  });

  test("lets a redirect of the answer pass", async () => {
    const answer = (): never => {
      throw new Error("redirect");
    };
    const create = action({ caller, right: "own", schema, operation: async () => null, answer });
    await expect(create(null, form({ workspace: "acme", name: "New" }))).rejects.toThrow("redirect");
  });

  test("refuses a person above the limit of all actions together, and nobody else", async () => {
    const operation = vi.fn(async () => null);
    const bob = { ...ada, principal: { ...ada.principal, userId: "usr_bob" } } as Caller;
    const send = (asker: Caller) =>
      action({ right: "own", caller: async () => asker, schema, operation })(
        null,
        form({ workspace: "acme", name: "New" }),
      );
    for (let sent = 1; sent <= 120; sent += 1) await send(ada);
    expect(await send(ada)).toMatchObject({ status: "error", message: expect.stringContaining("120 a minute") });
    expect(await send(bob)).toMatchObject({ status: "done" });
    expect(operation).toHaveBeenCalledTimes(121);
  });

  test("counts people without a session by their network, also when their input is wrong", async () => {
    const send = (address: string) =>
      action({ right: "own", caller: async () => ({ now: ada.now, address }), schema, operation: async () => null })(
        null,
        form({}),
      );
    for (let sent = 1; sent <= 60; sent += 1) await send("192.0.2.1");
    expect(await send("192.0.2.1")).toMatchObject({ message: expect.stringContaining("60 a minute for each network") });
    expect(await send("192.0.2.2")).toMatchObject({ message: expect.stringContaining("correction") });
  });
});
