import { AppError } from "#lib/errors";
import { waitWords } from "#lib/format/dates";
import { Limiter } from "#lib/rate-limit/limiter";
import { type Counted, takeInSequence } from "#lib/rate-limit/take-in-sequence";

/** A number in a period, such as 10 in an hour. All of them may come at once after a pause. */
export type Ration = { times: number; per: Period };

const PERIODS = {
  minute: { seconds: 60, words: "a minute" },
  tenMinutes: { seconds: 600, words: "in 10 minutes" },
  hour: { seconds: 3_600, words: "an hour" },
  day: { seconds: 86_400, words: "a day" },
} as const;
type Period = keyof typeof PERIODS;

/** For whom something is counted, with the words of the error. */
const SUBJECTS = {
  person: "each person",
  workspace: "each workspace",
  network: "each network",
  recipient: "each recipient",
} as const;
export type SubjectKind = keyof typeof SUBJECTS;

/**
 * How often an action is allowed, counted for one or several kinds of subjects. All kinds must have some left.
 * The table in `allowances.ts` declares them.
 */
export class Allowance<Kind extends SubjectKind> {
  /** What is limited, in the plural and with a capital letter, such as "Invitations". */
  readonly what: string;
  readonly rations: Readonly<Record<Kind, Ration>>;
  readonly #limiters: [kind: Kind, limiter: Limiter][];

  constructor(name: string, what: string, rations: Record<Kind, Ration>) {
    this.what = what;
    this.rations = rations;
    this.#limiters = (Object.keys(rations) as Kind[]).map((kind) => {
      const { times, per } = rations[kind];
      const rate = { times, perSeconds: PERIODS[per].seconds, burst: times };
      return [kind, new Limiter(`${name}:${kind}`, () => rate)];
    });
  }

  /**
   * Counts the action once. Call it before the work, and after the caller's rights are known.
   * @param subjects the subject of each kind: an id, a network or an email
   * @throws AppError RATE_LIMITED with the limit and the time to wait
   */
  async take(subjects: Record<Kind, string>): Promise<void> {
    const refused = await this.#takeAll(subjects);
    if (refused) throw refused;
  }

  /**
   * Counts the action once, for code that does something else instead of failing.
   * @returns whether the action is allowed
   */
  async allows(subjects: Record<Kind, string>): Promise<boolean> {
    return !(await this.#takeAll(subjects));
  }

  async #takeAll(subjects: Record<Kind, string>): Promise<AppError | undefined> {
    const sequence = this.#limiters.map(([kind, limiter]): Counted => ({ limiter, subject: subjects[kind] }));
    const refused = await takeInSequence(sequence);
    const kind = refused && this.#limiters[refused.index]?.[0];
    if (!kind) return undefined;
    const { times, per } = this.rations[kind];
    const retryAfterSeconds = refused.refusal.waitSeconds;
    const limit = `${this.what} are limited to ${times} ${PERIODS[per].words} for ${SUBJECTS[kind]}.`;
    const message = `${limit} Try again in ${waitWords(retryAfterSeconds)}.`;
    return new AppError("RATE_LIMITED", message, { retryAfterSeconds });
  }
}
