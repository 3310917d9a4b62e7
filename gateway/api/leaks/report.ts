import type { Context } from "hono";
import { type ApiEnvironment, addressOf, throwIfLimited } from "#gateway/api/api-caller";
import { ApiError } from "#gateway/api/api-error";
import { REPORT_MAX_BYTES, readReport, reserveMemory } from "#gateway/api/leaks/report-body";
import { AppError } from "#lib/errors";
import { Limiter } from "#lib/rate-limit/limiter";
import { networkOf } from "#lib/rate-limit/network";
import { exceededJsonBound } from "#lib/text/json-bounds";

export type ReportContext = Context<ApiEnvironment>;

/** The rate of reports from one network. A report may hold a thousand tokens, so large scanners need no more. */
export const REPORTS = new Limiter("leak-reports", () => ({ times: 60, perSeconds: 3_600, burst: 30 }));

/** The deepest nesting, and the most objects, lists and fields. The largest valid report has far fewer. */
const SHAPE_MAX = { depth: 8, parts: 20_000 };

/** A report as it was received, and the address of its sender. */
export type Report = { body: Buffer; address: string };

/**
 * Does what both reporting routes have in common: it checks the rate of the network, the Content-Type and the size.
 * @param answer answers a report whose body was read
 * @throws ApiError RATE_LIMITED, UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE
 */
export async function answerReport(
  context: ReportContext,
  answer: (report: Report) => Promise<Response>,
): Promise<Response> {
  context.header("cache-control", "no-store");
  const address = addressOf(context);
  const network = networkOf(address);
  throwIfLimited(await REPORTS.take(network), "Too many reports from this address.");
  const type = context.req.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new ApiError("UNSUPPORTED_MEDIA_TYPE", "The Content-Type must be application/json.");
  }
  const release = await reserveMemory(network, context.req.raw.signal);
  try {
    const body = await readReport(context.req.raw);
    if (body) return await answer({ body, address });
  } finally {
    release();
  }
  const message = `A report may have at most ${REPORT_MAX_BYTES / 1024 / 1024} MiB. Send the rest in another report.`;
  throw new ApiError("BODY_TOO_LARGE", message, { headers: { connection: "close" } });
}

/** Parses the body of a report. @throws AppError INVALID_INPUT when it is not JSON or has too many parts */
export function parseReport(body: Buffer): unknown {
  const text = body.toString("utf8");
  if (exceededJsonBound(text, SHAPE_MAX))
    throw new AppError("INVALID_INPUT", "The body has too many parts or nests too deep.");
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("INVALID_INPUT", "The body is not JSON.");
  }
}
