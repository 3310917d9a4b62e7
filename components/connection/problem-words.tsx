import type { ConnectionProblem } from "#lib/connection/dto";
import { shortNameList } from "#lib/format/names";

/** The title says what is wrong; the advice says what to do. */
type Words = { title: string; advice: string };

type Problem = Pick<ConnectionProblem, "kind" | "client" | "otherKey">;

const WORDS: Record<ConnectionProblem["kind"], (who: string, key: string, problem: Problem) => Words> = {
  no_credential: (who) => ({
    title: `${who} sent no key`,
    advice:
      "Its configuration has no Authorization header, or the client has not read it yet. Check the file, then restart the client.",
  }),
  no_bearer: (who) => ({
    title: `${who} left out the word “Bearer”`,
    advice: "The header must be “Authorization: Bearer ” followed by the key.",
  }),
  placeholder: (who) => ({
    title: `${who} sent a placeholder instead of the key`,
    advice:
      "A variable has no value. Set it where the client starts, or write the key itself in place of the variable.",
  }),
  cut_short: (who) => ({
    title: `${who} sent only the beginning of a key`,
    advice: "A part was lost when the key was copied. Put the whole key into the client’s configuration.",
  }),
  malformed: (who) => ({
    title: `${who} sent something that is not a key`,
    advice:
      "A character was changed or added, for example a quotation mark. Put the key into the configuration exactly as it was shown.",
  }),
  in_query: (who) => ({
    title: `${who} sent the key in the URL`,
    advice:
      "Latchkey reads keys only from headers. Remove the key from the URL. If other people can see that URL, revoke the key.",
  }),
  unknown: (who) => ({
    title: `${who} sent a key that was not found`,
    advice: "It may belong to another installation. Compare the start of that key with the start of this key.",
  }),
  expired: (who, key) => ({
    title: `${who} sent ${key}, which has expired`,
    advice: "Replace it in the client’s configuration, then restart the client.",
  }),
  revoked: (who, key) => ({
    title: `${who} sent ${key}, which was revoked`,
    advice: "Replace it in the client’s configuration, then restart the client.",
  }),
  other_key: (who, key, { otherKey }) => ({
    title: `${who} sent ${key}`,
    advice: `That key reaches ${shortNameList(otherKey?.workspaces ?? []) || "no workspace"}. Replace it in the client’s configuration with this one.`,
  }),
};

/** Describes what was wrong with a client's request, for the person who set up the client. */
export function problemWords(problem: Problem): Words {
  const { client, otherKey, kind } = problem;
  const key = otherKey ? `another of your keys, ${otherKey.name ?? otherKey.mask}` : "a key";
  return WORDS[kind](client ?? "A client", key, problem);
}
