import type { ConnectionProblem } from "#lib/connection/dto";
import { shortNameList } from "#lib/format/names";

/** What is wrong, and what to do about it. */
type Words = { title: string; advice: string };

type Problem = Pick<ConnectionProblem, "kind" | "client" | "otherKey">;

const WORDS: Record<ConnectionProblem["kind"], (who: string, key: string, problem: Problem) => Words> = {
  no_credential: (who) => ({
    title: `${who} came without a key`,
    advice:
      "Its configuration has no Authorization header, or the client has not read it yet. Check the file, then restart the client.",
  }),
  no_bearer: (who) => ({
    title: `${who} left out the word “Bearer”`,
    advice: "The header must read “Authorization: Bearer ” with the key after it.",
  }),
  placeholder: (who) => ({
    title: `${who} sent a placeholder instead of the key`,
    advice: "A variable was not filled in. Set it where the client is started, or put the key itself in its place.",
  }),
  cut_short: (who) => ({
    title: `${who} sent only the beginning of a key`,
    advice: "A part was lost when it was copied. Put the whole key into the client’s configuration.",
  }),
  malformed: (who) => ({
    title: `${who} sent something that is not a key`,
    advice:
      "A character was changed or added, such as a quotation mark. Put the key as it was shown into its configuration.",
  }),
  in_query: (who) => ({
    title: `${who} sent the key in the address`,
    advice: "Keys are taken from headers alone. Remove it from the URL; if others can see that URL, revoke the key.",
  }),
  unknown: (who) => ({
    title: `${who} sent a key that does not exist here`,
    advice: "It may be of another installation. Compare its beginning with this key’s.",
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
    title: `${who} came with ${key}`,
    advice: `That key reaches ${shortNameList(otherKey?.workspaces ?? []) || "no workspace"}. Replace it in the client’s configuration with this one.`,
  }),
};

/** Names what was wrong with a client that came, in words for whoever set it up. */
export function problemWords(problem: Problem): Words {
  const { client, otherKey, kind } = problem;
  const key = otherKey ? `another of your keys, ${otherKey.name ?? otherKey.mask}` : "a key";
  return WORDS[kind](client ?? "A client", key, problem);
}
