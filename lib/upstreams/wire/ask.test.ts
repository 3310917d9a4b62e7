import { afterEach, expect, test } from "vitest";
import { ask } from "#lib/upstreams/wire/ask";
import { provideTestEnv } from "#testing/databases/use-database";
import { type ScriptedServer, startScriptedServer, toolList } from "#testing/servers/scripted-server";

provideTestEnv();

let server: ScriptedServer;
afterEach(() => server.stop());

/** Asks for tools. The server closes the connection in place of its first answers. */
async function askOver(brokenConnections: number) {
  let asked = 0;
  server = await startScriptedServer({
    "tools/list": (_message, request) => {
      asked += 1;
      if (asked <= brokenConnections) request.socket.destroy();
      return toolList("good");
    },
  });
  const { origin, pathname } = new URL(server.url);
  const address = { name: "Odd", url: server.url, origin, path: pathname, headers: {} };
  const signal = new AbortController().signal;
  const outcome = await ask(address, { id: 1, method: "tools/list", params: {}, maxBytes: 10_000, signal }).then(
    ({ result }) => result.tools,
    (error: { code: string }) => error.code,
  );
  return { asked, outcome };
}

test("asks once more when the server closes the connection before it answers, and not a third time", async () => {
  expect(await askOver(1)).toEqual({ asked: 2, outcome: [expect.objectContaining({ name: "good" })] });
  await server.stop();
  expect(await askOver(5)).toEqual({ asked: 2, outcome: "DISCONNECTED" });
});
