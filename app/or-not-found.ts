import { notFound } from "next/navigation";
import { isAppError } from "#lib/errors";

/** Runs a read for a file, and answers a refusal by a limit as text. */
export async function orTooMany(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!isAppError(error) || error.code !== "RATE_LIMITED") throw error;
    const headers = { "Retry-After": String(error.retryAfterSeconds ?? 1), "Cache-Control": "no-store" };
    return new Response(`${error.message}\n`, { status: 429, headers });
  }
}

/** Shows "Not found" when a read is refused too, because a page must not reveal that something exists. */
export async function orNotFound<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (isAppError(error) && (error.code === "NOT_FOUND" || error.code === "FORBIDDEN")) notFound();
    throw error;
  }
}
