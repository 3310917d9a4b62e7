import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countStep, type Observed, problemsOf } from "#scripts/drill/count-step";
import { type Call, LOOK_FIRST, requestIdOf, TRY_AGAIN } from "#scripts/drill/load";

const REVOKED_AT_MS = 1_000;

/** A call with everything that is known of it. */
type Told = Partial<Call> & { key?: "steady" | "doomed"; times?: number; rows?: string[] };

/** A step with these calls. By itself a call is of the key that lasts, is answered, carried out once and stored once. */
function observe(calls: readonly Told[], more: Partial<Observed> = {}): Observed {
  const made = calls.map((told, number) => ({
    number,
    sentAtMs: 0,
    endedAtMs: 10,
    problem: null,
    gateway: "",
    ...told,
  }));
  const ofKey = (key: string) => made.filter((call) => (call.key ?? "steady") === key);
  return {
    steady: ofKey("steady"),
    doomed: ofKey("doomed"),
    revokedAtMs: REVOKED_AT_MS,
    carriedOut: new Map(made.map(({ number, times }) => [number, times ?? 1])),
    stored: new Map(made.map(({ number, rows }) => [requestIdOf(number), rows ?? ["ok"]])),
    killed: [],
    allowed: [],
    slowness: 1,
    ...more,
  };
}

/** The end of a step that proves something: a call that succeeds, and one that is refused. */
const PROOF: Told[] = [{}, { key: "doomed", sentAtMs: 2_000, problem: "HTTP 401", times: 0, rows: [] }];
const problems = (told: Told, more?: Partial<Observed>) => problemsOf(countStep(observe([...PROOF, told], more)));
const after = { key: "doomed", sentAtMs: REVOKED_AT_MS } as const;

describe("a step is as it must be", () => {
  test.each<[string, Told, Partial<Observed>?]>([
    ["when a call is answered, carried out once and stored once", {}],
    ["when a call with the key that ends is answered before its end", { key: "doomed" }],
    ["when such a call is refused", { ...after, problem: "HTTP 429", times: 0, rows: [] }],
    ["when such a call under way is ended", { key: "doomed", problem: "HTTP 401", rows: ["unauthenticated"] }],
    ["when a failure is allowed", { problem: "HTTP 502", rows: [] }, { allowed: ["HTTP 502"] }],
    ["when a call may have been carried out and was", { problem: LOOK_FIRST }, { allowed: [LOOK_FIRST] }],
    ["when a call was not made", { problem: TRY_AGAIN, times: 0, rows: [] }, { allowed: [TRY_AGAIN] }],
    [
      "when the gateway was killed just after its answer",
      { gateway: "127.0.0.1:1, 127.0.0.1:4000", rows: [] },
      { killed: [{ port: "4000", atMs: 2_000 }] },
    ],
  ])("%s", (_when, told, more) => {
    expect(problems(told, more)).toEqual([]);
  });
});

describe("a step has a problem", () => {
  const killed = [{ port: "4000", atMs: 20_000 }];
  test.each<[string, Told, Partial<Observed>, RegExp]>([
    ["when a revoked key is admitted", { ...after }, {}, /revoked key were admitted/],
    ["when its call is carried out and refused", { ...after, problem: "HTTP 401" }, {}, /revoked key were admitted/],
    ["when an answered call is not stored", { rows: [] }, {}, /not stored exactly once/],
    ["when it is stored as a failure", { rows: ["unavailable"] }, {}, /not stored exactly once/],
    ["when it is stored twice", { rows: ["ok", "ok"] }, {}, /not stored exactly once/],
    ["when another gateway was killed", { gateway: "127.0.0.1:14000", rows: [] }, { killed }, /not stored exactly/],
    ["when a gateway was killed long after", { gateway: "127.0.0.1:4000", rows: [] }, { killed }, /not stored exactly/],
    ["when a call is carried out twice", { times: 2 }, {}, /carried out twice/],
    ["when a call is answered and not carried out", { times: 0 }, {}, /answered and not carried out/],
    [
      "when a call that may be sent again was carried out",
      { problem: TRY_AGAIN },
      { allowed: [TRY_AGAIN] },
      /sent again/,
    ],
    ["when a failure is not allowed", { problem: "HTTP 500", times: 0 }, {}, /does not allow/],
    ["when the key that lasts is refused", { problem: "HTTP 401", times: 0, rows: [] }, {}, /does not allow/],
  ])("%s", (_when, told, more, problem) => {
    expect(problems(told, more)).toEqual([expect.stringMatching(problem)]);
  });

  test("when it proves nothing", () => {
    expect(problemsOf(countStep(observe([])))).toHaveLength(2);
  });
});

test("every call is answered, refused or failed", () => {
  const told = fc.record({
    key: fc.constantFrom("steady" as const, "doomed" as const),
    problem: fc.constantFrom(null, TRY_AGAIN, LOOK_FIRST, "HTTP 401", "HTTP 429", "HTTP 502", "ECONNRESET"),
    sentAtMs: fc.integer({ min: 0, max: 2 * REVOKED_AT_MS }),
  });
  fc.assert(
    fc.property(fc.array(told), (calls) => {
      const { sent, answered, refused, failed } = countStep(observe(calls));
      expect(answered + refused + [...failed.values()].reduce((sum, count) => sum + count, 0)).toBe(sent);
      expect(sent).toBe(calls.length);
    }),
  );
});
