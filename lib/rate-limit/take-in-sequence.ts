import type { Limiter } from "#lib/rate-limit/limiter";
import type { Refusal } from "#lib/rate-limit/rate";

/** One limiter and the subject that it counts. */
export type Counted = { limiter: Limiter; subject: string };

/**
 * Counts one thing for several subjects, one after the other. The first refusal ends the sequence, and what was counted
 * before it is given back. So somebody who is refused by one limiter uses up nothing of the others.
 * @returns undefined when all of them let it pass; otherwise the refusal and its place in the sequence
 */
export async function takeInSequence(
  sequence: readonly Counted[],
): Promise<{ refusal: Refusal; index: number } | undefined> {
  for (const [index, { limiter, subject }] of sequence.entries()) {
    const refusal = await limiter.take(subject);
    if (!refusal) continue;
    await giveBackAll(sequence.slice(0, index));
    return { refusal, index };
  }
  return undefined;
}

/** Removes what `takeInSequence` counted. */
export async function giveBackAll(sequence: readonly Counted[]): Promise<void> {
  await Promise.all(sequence.map(({ limiter, subject }) => limiter.giveBack(subject)));
}
