import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { acquireBodyMemory } from "#gateway/mcp/body-memory";
import { makeRequester } from "#testing/clients/mcp-request";

const LARGEST_BYTES = 4 * 1024 * 1024;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Asks for the memory of one of the largest bodies. */
function ask(keyId: string, userId: string) {
  const outgoing = new ServerResponse(new IncomingMessage(new Socket()));
  const { access } = makeRequester(keyId);
  const asked = { outgoing, release: undefined as (() => void) | undefined };
  acquireBodyMemory(Promise.resolve({ ...access, userId }), outgoing, LARGEST_BYTES).then(
    (release) => {
      asked.release = release;
    },
    // The client has left.
    () => {},
  );
  return asked;
}

test("bodies that no server reads, of any number of keys of one person, leave memory for other people's bodies", async () => {
  const bodies = Array.from({ length: 20 }, (_, n) => ask(`key_${n}`, "usr_ada"));
  await settled();
  const held = bodies.filter(({ release }) => release);
  expect(held).toHaveLength(8);

  // A client that leaves gives its memory back, and the next body of the same person gets it.
  bodies[8]?.outgoing.emit("close");
  held[0]?.outgoing.emit("close");
  await settled();
  expect(bodies.slice(8, 11).map(({ release }) => release !== undefined)).toEqual([false, true, false]);

  const others = Array.from({ length: 4 }, (_, n) => ask(`key_of_mia_${n}`, "usr_mia"));
  const modest = ask("key_of_noah", "usr_noah");
  await settled();
  expect([...others, modest].filter(({ release }) => release)).toHaveLength(5);
});
