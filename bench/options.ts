import { parseArgs } from "node:util";
import { LANE_NAMES, type LaneName } from "#bench/lane-names";

export type Options = {
  lanes: LaneName[];
  connections: number[];
  rounds: number;
  seconds: number;
  /** The number of keys in the larger database. */
  manyKeys: number;
  /** Runs Latchkey alone for this many seconds and measures its memory; 0 runs the comparison. */
  soakSeconds: number;
  write: boolean;
  check: boolean;
  profileFolder: string | undefined;
};

export const HELP = `npm run bench -- [options]

  --quick               two rounds of one second and 100,000 keys: for a look while developing
  --only a,b            of ${LANE_NAMES.join(", ")}
  --connections 1,16    how many, each with one request under way (default 1,16,64)
  --rounds n            how often all of them are measured (default 3)
  --seconds n           how long each window lasts (default 4)
  --keys n              keys in the larger database (default 1,000,000)
  --soak seconds        instead: full load on Latchkey alone, watching its memory
  --profile folder      writes a profile of Latchkey's processor there
  --write               puts the tables into docs/performance.md
  --check               ends with 1 when a target is missed
`;

/** @throws Error with one sentence about a wrong option */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      connections: { type: "string", default: "1,16,64" },
      rounds: { type: "string" },
      seconds: { type: "string" },
      keys: { type: "string" },
      soak: { type: "string", default: "0" },
      profile: { type: "string" },
      write: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
    },
  });
  return {
    lanes: values.only ? values.only.split(",").map(laneName) : [...LANE_NAMES],
    connections: values.connections.split(",").map(positive),
    rounds: positive(values.rounds ?? (values.quick ? "2" : "3")),
    seconds: positive(values.seconds ?? (values.quick ? "1" : "4")),
    manyKeys: positive(values.keys ?? (values.quick ? "100000" : "1000000")),
    soakSeconds: values.soak === "0" ? 0 : positive(values.soak),
    write: values.write,
    check: values.check,
    profileFolder: values.profile,
  };
}

function positive(text: string): number {
  const number = Number(text);
  if (number > 0) return number;
  throw new Error(`${text} is not a number above 0.`);
}

function laneName(text: string): LaneName {
  const name = LANE_NAMES.find((each) => each === text);
  if (name) return name;
  throw new Error(`There is no ${text} to measure; there are ${LANE_NAMES.join(", ")}.`);
}
