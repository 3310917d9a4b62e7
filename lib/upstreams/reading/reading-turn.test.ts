import { beforeEach, expect, test } from "vitest";
import { forget } from "#lib/process";
import { readingTurn } from "#lib/upstreams/reading/reading-turn";

beforeEach(() => forget("catalogue-readings"));

/** Asks for turns of a workspace. @returns the turns that were given so far, in the order in which they were asked for */
function ask(workspaceId: string, count: number) {
  const given: Disposable[] = [];
  for (let each = 0; each < count; each += 1) {
    void readingTurn({ name: "Notes", workspaceId }).then((turn) => given.push(turn));
  }
  return given;
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("two catalogues of a workspace are read at once, and the next one when one of them is done", async () => {
  const acme = ask("ws_acme", 4);
  await settled();
  expect(acme).toHaveLength(2);
  acme[0]?.[Symbol.dispose]();
  await settled();
  expect(acme).toHaveLength(3);
});

test("a workspace with many servers keeps no other workspace waiting: six catalogues are read at once", async () => {
  ask("ws_acme", 50);
  const others = ["ws_labs", "ws_home", "ws_late"].map((workspace) => ask(workspace, 2));
  await settled();
  expect(others.map((given) => given.length)).toEqual([2, 1, 1]);
});
