import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { forget, provide } from "#lib/process";
import { Allowance, type Ration, type SubjectKind } from "#lib/rate-limit/allowance";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { COUNTS_CLOCK } from "#lib/rate-limit/memory-counts";

const SECOND_US = 1_000_000;
let nowUs = 0;
let invitations: Allowance<"person" | "workspace">;

beforeEach(() => {
  provide(COUNTS_CLOCK, () => nowUs);
  for (const kind of ["person", "workspace"]) forget(`rate-limit:test:${kind}`);
  invitations = new Allowance("test", "Invitations", {
    person: { times: 2, per: "hour" },
    workspace: { times: 3, per: "hour" },
  });
});

afterEach(() => forget(COUNTS_CLOCK));

test("says what is limited, to how many, for whom, and when to try again", async () => {
  const ada = { person: "ada", workspace: "acme" };
  await invitations.take(ada);
  await invitations.take(ada);
  await expect(invitations.take(ada)).rejects.toMatchObject({
    code: "RATE_LIMITED",
    retryAfterSeconds: 1_800,
    message: "Invitations are limited to 2 an hour for each person. Try again in 30 minutes.",
  });
  nowUs += 1_799 * SECOND_US;
  await expect(invitations.take(ada)).rejects.toMatchObject({ retryAfterSeconds: 1 });
  nowUs += SECOND_US;
  await invitations.take(ada);
});

test("refuses at the subject that has none left, and uses up nothing of the others", async () => {
  await invitations.take({ person: "ada", workspace: "acme" });
  await invitations.take({ person: "ada", workspace: "acme" });
  await invitations.take({ person: "bob", workspace: "acme" });
  const refused = invitations.take({ person: "bob", workspace: "acme" });
  await expect(refused).rejects.toThrow("3 an hour for each workspace");
  for (let again = 1; again <= 5; again += 1) {
    await expect(invitations.take({ person: "ada", workspace: "labs" })).rejects.toThrow("each person");
  }
  expect(await invitations.allows({ person: "bob", workspace: "labs" })).toBe(true);
  for (const person of ["eve", "mia"]) expect(await invitations.allows({ person, workspace: "labs" })).toBe(true);
  expect(await invitations.allows({ person: "zoe", workspace: "labs" })).toBe(false);
});

test("every allowance stands in the document about limits with its numbers", async () => {
  const document = await readFile("docs/operations/limits.md", "utf8");
  for (const { what, rations } of Object.values(ALLOWANCES)) {
    for (const [kind, ration] of Object.entries(rations) as [SubjectKind, Ration][]) {
      expect(document).toContain(`| ${what}, for each ${kind} | – | ${ration.times} ${PERIOD_WORDS[ration.per]} |`);
    }
  }
});

const PERIOD_WORDS = { minute: "a minute", tenMinutes: "in 10 minutes", hour: "an hour", day: "a day" };
