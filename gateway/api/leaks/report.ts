import type { Context } from "hono";
import { type ApiEnvironment, addressOf, limit } from "#gateway/api/api-caller";
import { ApiError } from "#gateway/api/api-error";
import { makeRoomForReport, REPORT_MAX_BYTES, readReport } from "#gateway/api/leaks/report-body";
import { AppError } from "#lib/errors";
import { Limiter } from "#lib/rate-limit/limiter";
import { networkOf } from "#lib/rate-limit/network";
import { exceededJsonBound } from "#lib/text/json-bounds";

export type ReportContext = Context<ApiEnvironment>;

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
  const address = addressOf(context);
  const network = networkOf(address);
  limit(await REPORTS.take(network), "Too many reports from this address.");
  const type = context.req.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new ApiError("UNSUPPORTED_MEDIA_TYPE", "The Content-Type must be application/json.");
  }
  const leaveRoom = await makeRoomForReport(network, context.req.raw.signal);
  try {
    const body = await readReport(context.req.raw);
    if (body) return await take({ body, address });
  } finally {
    leaveRoom();
  }
  const message = `A report has at most ${REPORT_MAX_BYTES / 1024 / 1024} MiB. Send the rest in another one.`;
  throw new ApiError("BODY_TOO_LARGE", message, { headers: { connection: "close" } });
}

/** @throws AppError INVALID_INPUT */
export function parseReport(body: Buffer): unknown {
  const text = body.toString("utf8");
  if (exceededJsonBound(text, MOST)) throw new AppError("INVALID_INPUT", "The body has too many parts.");
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("INVALID_INPUT", "The body is not JSON.");
  }
}
