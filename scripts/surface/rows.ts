import type { Allowance, SubjectKind } from "#lib/rate-limit/allowance";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import type { Taken } from "#scripts/surface/operation-limits";
import type { ListedRoute } from "#scripts/surface/page-routes";
import type { ListedAction } from "#scripts/surface/server-actions";
import type { ListedOperation } from "#testing/contract/operations";

/** One thing that can be asked of Latchkey. A text that is empty is a gap. */
export type Row = { name: string; right: string; limit: string; share: string };

const UNITS = { minute: "a minute", tenMinutes: "in 10 minutes", hour: "an hour", day: "a day" } as const;

/** Writes a limit as people read it: "60 in 10 minutes for each person". */
function limitWords(name: string): string {
  const allowance: Allowance<SubjectKind> | undefined = (ALLOWANCES as Record<string, Allowance<SubjectKind>>)[name];
  if (!allowance) throw new Error(`ALLOWANCES has no ${name}.`);
  return Object.entries(allowance.rations)
    .map(([kind, { times, per }]) => `${times} ${UNITS[per]} for each ${kind}`)
    .join(", ");
}

/** Writes what the code takes. What is counted by person or network alone is shared by that. */
function describe({ limits, shares }: Taken, base: string[]): Pick<Row, "limit" | "share"> {
  const names = [...new Set([...base, ...limits])];
  const share = shares.length > 0 ? shares.map((name) => `\`${name}\``).join(", ") : "by its limit";
  return { limit: names.map(limitWords).join("; "), share: names.length > 0 ? share : "" };
}

/** @param takenBy what an operation takes, by its name */
export function actionRow({ name, declared }: ListedAction, takenBy: (operation: string) => Taken): Row {
  if (!declared) return { name, right: "", limit: "", share: "" };
  const base = declared.caller === "newcomer" ? "strangerRequests" : "changes";
  return { name, right: declared.right, ...describe(takenBy(declared.operation), [base]) };
}

/**
 * @param rightOf the right that an operation asks for
 * @param takenBy what an operation takes, by its name
 */
export function routeRow(
  { name, declared }: ListedRoute,
  rightOf: (operation: string) => string,
  takenBy: (operation: string) => Taken,
): Row {
  if (!declared) return { name, right: "", limit: "", share: "" };
  const taken = declared.operations.map(takenBy);
  const all = {
    limits: taken.flatMap(({ limits }) => limits),
    shares: [...new Set(taken.flatMap(({ shares }) => shares))],
  };
  return { name, right: [...new Set(declared.operations.map(rightOf))].join(", "), ...describe(all, []) };
}

/** Reads in the document of the REST API what an operation needs. */
export function operationRow({ id, method, operation }: ListedOperation): Row {
  const scopes = (operation.security ?? []).flatMap((one) => Object.values(one as Record<string, string[]>).flat());
  const limiter = operation["x-limiter"];
  if (operation.security?.length === 0) {
    return { name: id, right: "none", limit: limiter ? `\`${limiter}\`, by network` : "", share: "by its limit" };
  }
  const share = method === "GET" ? "by its limit" : "`slow-api-operations`";
  return {
    name: id,
    right: scopes.map((scope) => `scope ${scope}`).join(", "),
    limit: "`api-requests`, by person",
    share,
  };
}
