import { notFound } from "next/navigation";
import { isAppError } from "#lib/errors";

/** Shows "Not found" when a read is refused too, because a page must not reveal that something exists. */
export async function orNotFound<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (isAppError(error) && (error.code === "NOT_FOUND" || error.code === "FORBIDDEN")) notFound();
    throw error;
  }
}
