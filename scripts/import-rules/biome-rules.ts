import {
  BROWSER_SAFE,
  DOMAINS,
  FOUNDATIONS,
  FRAMEWORKS,
  ROOMS,
  SIGN_IN_FILES,
  SIGN_IN_LIBRARY,
} from "#scripts/import-rules/layers";

/** Globs of import specifiers that are forbidden together, and the sentence that Biome shows. */
type Ban = { group: string[]; message: string };

/** Files, what none of them may import, and what only tests among them may import. */
type Rule = {
  includes: string[];
  bans: Ban[];
  productBans?: Ban[];
  /** Whether the rule of the folder around it holds for tests as it is. */
  isForProductAlone?: boolean;
};

const RELATIVE: Ban = {
  group: ["./**", "../**", "!./*.css"],
  message: "Import through the package's own subpath, such as #lib/keys/access/status.",
};
const TESTS = "**/*.test.{ts,tsx}";
const STAND_INS: Ban = {
  group: ["#testing/**", "#e2e/**"],
  message: "Stand-ins are for tests. The product never imports them.",
};

const roomsOf = (folder: string) => ROOMS[folder] ?? [];

/** The specifiers of one room. `.` means the files directly in the folder, which one star matches. */
const specifiersOf = (folder: string, room: string) => (room === "." ? `#${folder}/*` : `#${folder}/${room}/**`);

/** For each room of a folder: the ban on the rooms above it, added to what holds for the whole folder. */
function roomRules(folder: string, bans: Ban[]): Rule[] {
  const rooms = roomsOf(folder);
  return rooms.map((room, index) => {
    const above = rooms.slice(index + 1).map((each) => specifiersOf(folder, each));
    const ban = { group: above, message: `A room imports the rooms below it alone: ${rooms.join(" ← ")}.` };
    return {
      includes: [room === "." ? `${folder}/*` : `${folder}/${room}/**`],
      bans,
      productBans: above.length > 0 ? [STAND_INS, ban] : [STAND_INS],
      isForProductAlone: true,
    };
  });
}

const OUTSIDE_LIB: Ban = {
  group: ["#app/**", "#components/**", "#gateway/**", ...FRAMEWORKS],
  message: "lib holds the rules and knows nothing of pages, the gateway or HTTP frameworks.",
};
const SIGN_IN: Ban = {
  group: SIGN_IN_LIBRARY,
  message: `Only ${SIGN_IN_FILES.join(" and ")} import the sign-in library.`,
};

function libRules(): Rule[] {
  const bans = [RELATIVE, OUTSIDE_LIB, SIGN_IN];
  const domainBan = (above: readonly string[]): Ban => ({
    group: above.map((domain) => `#lib/${domain}/**`),
    message: "A domain imports the domains below it and foundations alone (docs/architecture.md).",
  });
  const foundationBans = [...bans, domainBan(DOMAINS)];
  return [
    { includes: ["lib/*.ts", ...FOUNDATIONS.map((folder) => `lib/${folder}/**`)], bans: foundationBans },
    { includes: SIGN_IN_FILES, bans: foundationBans.filter((ban) => ban !== SIGN_IN) },
    ...DOMAINS.flatMap((domain, index) => {
      const above = DOMAINS.slice(index + 1);
      const domainBans = above.length > 0 ? [...bans, domainBan(above)] : bans;
      return [{ includes: [`lib/${domain}/**`], bans: domainBans }, ...roomRules(`lib/${domain}`, domainBans)];
    }),
  ];
}

function componentRules(): Rule[] {
  const bans: Ban[] = [
    RELATIVE,
    {
      group: ["#app/**", "#gateway/**", "#lib/**", ...BROWSER_SAFE.map((file) => `!${file}`)],
      message:
        "Components may import components/ui and pure files of lib: never the database, nor schemas, whose library browsers need not load.",
    },
  ];
  const primitives = {
    group: ["#*/**", "!#components/ui/**"],
    message: "Primitives know no domain words: they import packages and other primitives only.",
  };
  const folders = Object.keys(ROOMS).filter((folder) => folder.startsWith("components/"));
  return [
    { includes: ["components/**"], bans },
    ...folders.flatMap((folder) => roomRules(folder, bans)),
    { includes: ["components/ui/**"], bans: [RELATIVE, primitives] },
  ];
}

function skinRules(): Rule[] {
  return [
    {
      includes: ["app/**"],
      bans: [
        RELATIVE,
        { group: ["#gateway/**", "hono", "hono/**"], message: "Pages import components and lib alone." },
      ],
    },
    {
      includes: ["gateway/**"],
      bans: [
        RELATIVE,
        {
          group: [
            "#app/**",
            "#components/**",
            ...FRAMEWORKS.filter((each) => !each.includes("hono")),
            ...SIGN_IN_LIBRARY,
          ],
          message: "The gateway imports lib alone and loads no page renderer.",
        },
      ],
    },
    {
      includes: ["testing/**"],
      bans: [RELATIVE, { group: ["#app/**", "#e2e/**"], message: "Stand-ins know nothing of pages and journeys." }],
      productBans: [],
    },
  ];
}

/** The part of Biome's configuration that follows from the table in `layers.ts`. */
export function biomeRules(): object {
  const rules = [...libRules(), ...componentRules(), ...skinRules(), { includes: ["server.ts"], bans: [RELATIVE] }];
  // A later override replaces an earlier one, so each pair is complete: first for all files, then for the product's alone.
  const overrides = rules.flatMap(({ includes, bans, productBans = [STAND_INS], isForProductAlone }) => {
    const ofProduct = override([...includes, `!${TESTS}`], [...bans, ...productBans]);
    return isForProductAlone ? [ofProduct] : [override(includes, bans), ofProduct];
  });
  return { root: false, overrides };
}

function override(includes: string[], patterns: Ban[]): object {
  const noRestrictedImports = { level: "error", options: { patterns } };
  return { includes, linter: { rules: { style: { noRestrictedImports } } } };
}
