import { expect, test } from "vitest";
import { previewInTurn } from "#lib/keys/policy/preview-in-turn";
import { callerOf } from "#testing/people/factories";

const callerNamed = (name: string) => callerOf({ id: `usr_${name}`, name, email: `${name}@example.com` });
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("previews of one person are computed one after the other, do not delay other people, and have an end", async () => {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const preview = (name: string) =>
    previewInTurn(callerNamed(name), () => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.push(resolve));
    });
  const greedy = Array.from({ length: 101 }, () => preview("ada"));
  const other = preview("mia");
  await settled();
  expect(begun).toEqual(["ada", "mia"]);
  await expect(preview("ada")).rejects.toMatchObject({
    code: "RATE_LIMITED",
    message: "Too many previews of yours wait here. Wait until some are done.",
  });
  while (ends.length > 0) {
    ends.shift()?.();
    await settled();
  }
  await Promise.all([...greedy, other]);
  expect(begun).toHaveLength(102);
});
