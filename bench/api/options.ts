import { parseArgs } from "node:util";

const PARTS = ["validations", "lists", "kinds"] as const;
type Part = (typeof PARTS)[number];

export type ApiOptions = {
  parts: Part[];
  rounds: number;
  seconds: number;
  write: boolean;
  check: boolean;
  profileFolder: string | undefined;
};

export const API_HELP = `npm run bench:api -- [options]

  --only a,b            of ${PARTS.join(", ")}
  --rounds n            how often all of them are measured (default 3)
  --seconds n           how long each window lasts (default 2)
  --profile folder      writes a profile of Latchkey's processor there
  --write               puts the tables into docs/performance.md
  --check               ends with 1 when a target is missed
`;

/** @throws Error with one sentence about a wrong option */
export function readApiOptions(args: string[]): ApiOptions {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string", default: PARTS.join() },
      rounds: { type: "string", default: "3" },
      seconds: { type: "string", default: "2" },
      write: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      profile: { type: "string" },
    },
  });
  const { only, rounds, seconds, write, check, profile } = values;
  return {
    parts: only.split(",").map(partOf),
    rounds: positive(rounds),
    seconds: positive(seconds),
    write,
    check,
    profileFolder: profile,
  };
}

function positive(text: string): number {
  const number = Number(text);
  if (number > 0) return number;
  throw new Error(`${text} is not a number above 0.`);
}

function partOf(text: string): Part {
  const part = PARTS.find((each) => each === text);
  if (part) return part;
  throw new Error(`There is no ${text} to measure; there are ${PARTS.join(", ")}.`);
}
