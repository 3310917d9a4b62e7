import { hash } from "node:crypto";
import { MINUTE_MS } from "#lib/clock";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import { readSigned, sign } from "#lib/secrets/signed-text";

/** The one call that a confirmation is about. */
export type ConfirmedCall = {
  keyId: string;
  upstreamId: string;
  /** As the server gets them, with the tool's name among them. */
  params: JsonObject;
};

/** How far a call has come that needs a confirmation. */
export type Progress =
  /** Nobody was asked about this call, or it is too long ago. */
  | { stage: "unasked" }
  /** The person was asked; the answer comes with the state. */
  | { stage: "asked" }
  /** The person has agreed, and then the server asked for something itself. */
  | { stage: "agreed"; upstreamState: string | null };

/** What stands for the server's own `requestState`, once the person has agreed to the call. */
export type WrapState = (upstreamState: unknown) => string;

/** From the question to the retry, and again from each question of the server. */
const VALID_MS = 10 * MINUTE_MS;

const PREFIX = "latchkey-confirmation:";

type Content = { until: number; stage: "asked" | "agreed"; upstreamState?: string };

/** Whether a `requestState` was made here: whatever comes of it, no server may get it. */
export function isOwnState(state: unknown): state is string {
  return typeof state === "string" && state.startsWith(PREFIX);
}

/** The `requestState` that goes with the question. */
export function askedState(name: string, now: Date): string {
  return stateOf(name, { until: now.getTime() + VALID_MS, stage: "asked" });
}

/** The `requestState` that stands for the server's own, so that its question does not lead to ours again. */
export function agreedState(name: string, now: Date, upstreamState: unknown): string {
  const until = now.getTime() + VALID_MS;
  return stateOf(name, { until, stage: "agreed", ...(typeof upstreamState === "string" && { upstreamState }) });
}

function stateOf(name: string, content: Content): string {
  return PREFIX + sign(JSON.stringify(content), name);
}

/** What a `requestState` says of the call of this name. One for another key, tool or other arguments says nothing. */
export function readState(state: unknown, name: string, now: Date): Progress {
  const text = isOwnState(state) ? readSigned(state.slice(PREFIX.length), name) : null;
  if (text === null) return { stage: "unasked" };
  const { until, stage, upstreamState } = JSON.parse(text) as Content;
  if (now.getTime() > until) return { stage: "unasked" };
  return stage === "asked" ? { stage } : { stage, upstreamState: upstreamState ?? null };
}

/** Stands for the call, which may be megabytes. */
export function nameOfCall({ keyId, upstreamId, params }: ConfirmedCall): string {
  const { _meta: _envelope, inputResponses: _responses, requestState: _state, ...call } = params;
  return JSON.stringify([keyId, upstreamId, hash("sha256", canonical(call))]);
}

/** JSON with sorted fields: a client may write the same call in another order when it retries. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const fields = Object.keys(value).sort();
  return `{${fields.map((field) => `${JSON.stringify(field)}:${canonical(value[field])}`).join()}}`;
}
