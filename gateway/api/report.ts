import type { IncomingMessage } from "node:http";
import type { Context } from "hono";
import { refuse, refuseRequest } from "#gateway/api/refuse";
import { makeRoomForReport, REPORT_MAX_BYTES, readReport } from "#gateway/api/report-body";
import { addressBehindProxy } from "#lib/auth/client-address";
import { AppError, isAppError } from "#lib/errors";
import { exceededBound } from "#lib/json-text";
import { log } from "#lib/log";
import { Limiter } from "#lib/rate-limit/limiter";
import { networkOf } from "#lib/rate-limit/network";

export type ReportContext = Context<{ Bindings: { incoming: IncomingMessage } }>;

/** Reports of one network. Whoever scans at scale sends a thousand tokens with each. */
export const REPORTS = new Limiter("leak-reports", () => ({ times: 60, perSeconds: 3_600, burst: 30 }));

/** Far more than the largest report has. */
const MOST = { depth: 8, parts: 20_000 };

/** One report as it came, and from where. */
export type Report = { body: Buffer; address: string };

/**
 * What both ways of reporting have in common: the limit of each network, the size, and the form of errors.
 * @param take answers a report
 */
export async function answerReport(
  context: ReportContext,
  take: (report: Report) => Promise<Response>,
): Promise<Response> {
  context.header("cache-control", "no-store");
  try {
    const address = addressOf(context);
    await countReport(address);
    const type = context.req.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
    if (type !== "application/json") {
      const message = "The Content-Type must be application/json.";
      return refuseRequest(context, 415, "UNSUPPORTED_MEDIA_TYPE", message);
    }
    const leaveRoom = await makeRoomForReport(networkOf(address), context.req.raw.signal);
    try {
      const body = await readReport(context.req.raw);
      if (body) return await take({ body, address });
      const message = `A report has at most ${REPORT_MAX_BYTES / 1024 / 1024} MiB. Send the rest in another one.`;
      context.header("connection", "close");
      return refuseRequest(context, 413, "BODY_TOO_LARGE", message);
    } finally {
      leaveRoom();
    }
  } catch (error) {
    if (isAppError(error)) return refuse(context, error);
    if (context.req.raw.signal.aborted) return refuseRequest(context, 400, "ABORTED", "The request broke off.");
    log().error({ error }, "A report of leaked keys could not be taken.");
    const message = "Latchkey cannot take reports at the moment. Send this one again.";
    return refuse(context, new AppError("UNAVAILABLE", message, { retryAfterSeconds: 30 }));
  }
}

/** @throws AppError INVALID_INPUT */
export function parseReport(body: Buffer): unknown {
  const text = body.toString("utf8");
  if (exceededBound(text, MOST)) throw new AppError("INVALID_INPUT", "The body has too many parts.");
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("INVALID_INPUT", "The body is not JSON.");
  }
}

function addressOf(context: ReportContext): string {
  const { remoteAddress } = context.env.incoming.socket;
  return addressBehindProxy(remoteAddress ?? "unknown", context.req.header("x-forwarded-for"));
}

async function countReport(address: string): Promise<void> {
  const refusal = await REPORTS.take(networkOf(address));
  if (!refusal) return;
  const { waitSeconds: retryAfterSeconds } = refusal;
  const message = `Too many reports from this address. Try again in ${retryAfterSeconds} seconds.`;
  throw new AppError("RATE_LIMITED", message, { retryAfterSeconds });
}
