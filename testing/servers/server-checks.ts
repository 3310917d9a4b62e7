import { db } from "#lib/db/client";
import { Checker } from "#lib/upstreams/checks/worker";

/** Checks the servers that are due at `now`, until none is. */
export async function checkNow(now: Date): Promise<void> {
  const checker = new Checker({ now: () => now });
  await checker.checkDue();
  await checker.finished();
}

/** Lets time pass, and makes each check when it is due. @returns the time after it */
export async function checkAsDue(from: Date, ms: number): Promise<Date> {
  const end = new Date(from.getTime() + ms);
  let now = from;
  for (;;) {
    const { _min } = await db().upstream.aggregate({ _min: { checkAt: true } });
    const next = _min.checkAt;
    if (!next || next > end) return end;
    if (next > now) now = next;
    await checkNow(now);
  }
}
