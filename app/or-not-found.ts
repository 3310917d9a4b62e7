import { notFound } from "next/navigation";
import { isAppError } from "#lib/errors";

/** Shows the page for what does not exist where a read is refused: a page must not tell that something is there. */
export async function orNotFound<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (isAppError(error) && (error.code === "NOT_FOUND" || error.code === "FORBIDDEN")) notFound();
    throw error;
  }
}
