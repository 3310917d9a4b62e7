import { createServer } from "node:net";
import { resolve } from "node:path";
import { lockFolder, RUNNING_LOCK, runningElsewhere } from "#lib/starting/folder-lock";

// Runs before `npm start` installs or builds anything, because both would change files under a Latchkey that runs from
// this folder. It imports no package, because they may be missing. Settings that cannot be read are left to the server.
const { DATABASE_URL, DATA_DIR = "", HOST = "", PORT = "" } = process.env;

/** How this ends when it has said why: `setup.mjs` knows the number too. */
const REFUSED = 3;

/** @returns one sentence when another Latchkey has the data folder */
function folderProblem(): string | null {
  if (DATABASE_URL) return null;
  const folder = resolve(DATA_DIR || ".data");
  try {
    const lock = lockFolder(folder, RUNNING_LOCK);
    lock?.release();
    return lock ? null : runningElsewhere(folder);
  } catch {
    // The server says what is wrong with the folder.
    return null;
  }
}

/** @returns one sentence when something listens on the port */
function portProblem(): Promise<string | null> {
  const port = Number(PORT || 3000);
  const probe = createServer();
  return new Promise((done) => {
    probe.once("error", ({ code }: NodeJS.ErrnoException) =>
      done(code === "EADDRINUSE" ? `Port ${port} is taken. Set PORT to a free one.` : null),
    );
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return done(null);
    probe.listen(port, HOST || "127.0.0.1", () => probe.close(() => done(null)));
  });
}

const problem = folderProblem() ?? (await portProblem());
if (problem) {
  console.error(problem);
  process.exit(REFUSED);
}
