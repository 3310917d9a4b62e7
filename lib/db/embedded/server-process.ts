import { execFile } from "node:child_process";
import { readFile, realpath } from "node:fs/promises";
import { basename } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Whether a living process is a PostgreSQL server of a data folder. A server that was killed leaves `postmaster.pid`
 * behind, and its number may belong to any other process afterwards, above all in a container, where numbers are small.
 * @param pid the process; the number of a thread is one too on Linux
 * @param folder the data folder, as an absolute path
 * @returns null when the system does not tell
 */
export async function isServerOf(pid: number, folder: string): Promise<boolean | null> {
  if (process.platform === "linux") return isServerOnLinux(pid, folder);
  if (process.platform === "win32") return isServerOnWindows(pid);
  const command = await outputOf("ps", ["-ww", "-p", String(pid), "-o", "command="]);
  if (command === null) return null;
  // The path of the program may have spaces, so its end is looked for in the whole line.
  if (!/(^|\/)(postgres|postmaster)( |$)/.test(command)) return false;
  // The server may know its folder by another name.
  return command.includes(folder) || null;
}

async function isServerOnLinux(pid: number, folder: string): Promise<boolean | null> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch((error: NodeJS.ErrnoException) =>
    error.code === "ENOENT" || error.code === "ESRCH" ? "" : null,
  );
  if (commandLine === null) return null;
  const words = commandLine.split("\0");
  // As root the program begins as `unshare`, with the server among its arguments (`asOrdinaryUser`).
  const program =
    basename(words[0] ?? "") === "unshare" ? words.find((word) => word !== folder && isPostgres(word)) : words[0];
  if (!program || !isPostgres(program)) return false;
  if (words.includes(folder)) return true;
  // The server may know its folder by another name. It works in this folder.
  const [works, asked] = await Promise.all(
    [`/proc/${pid}/cwd`, folder].map((path) => realpath(path).catch(() => null)),
  );
  return works === null ? null : works === asked;
}

/** Windows shows the command line of a process only to slow programs, so every PostgreSQL may be the one. */
async function isServerOnWindows(pid: number): Promise<boolean | null> {
  const row = await outputOf("tasklist", ["/FI", `PID eq ${pid}`, "/FO", "CSV", "/NH"]);
  return row?.toLowerCase().startsWith('"postgres.exe"') === false ? false : null;
}

function isPostgres(word: string): boolean {
  return /^(postgres|postmaster)(\.exe)?$/.test(basename(word));
}

/** @returns what a program prints, also when it finds nothing; null when there is no such program */
async function outputOf(program: string, args: string[]): Promise<string | null> {
  return run(program, args).then(
    ({ stdout }) => stdout,
    (error: { code?: unknown; stdout?: string }) => (typeof error.code === "number" ? (error.stdout ?? "") : null),
  );
}
