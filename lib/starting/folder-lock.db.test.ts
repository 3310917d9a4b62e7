import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockFolder, RUNNING_LOCK, STARTING_LOCK, waitForFolderLock } from "#lib/starting/folder-lock";
import { EVENTUALLY } from "#testing/machine/slowness";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-lock-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Locks the folder in another process, which keeps the lock until it ends. */
async function lockElsewhere(): Promise<ChildProcess> {
  const script = `
    const { lockFolder } = await import("#lib/starting/folder-lock");
    console.log(lockFolder(${JSON.stringify(folder)}, "${RUNNING_LOCK}") ? "locked" : "taken");
    setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await once(child.stdout, "data");
  expect(String(said).trim()).toBe("locked");
  return child;
}

test.each(["SIGTERM", "SIGKILL"] as const)("a lock of another process holds until it ends by %s", async (signal) => {
  const other = await lockElsewhere();
  expect(lockFolder(folder, RUNNING_LOCK)).toBeNull();
  expect(await waitForFolderLock(folder, RUNNING_LOCK, 100)).toBeNull();
  const exited = once(other, "exit");
  other.kill(signal);
  await exited;
  const lock = lockFolder(folder, RUNNING_LOCK);
  expect(lock).not.toBeNull();
  lock?.release();
});

test("who waits gets the lock when the other process ends", async () => {
  const other = await lockElsewhere();
  const waiting = waitForFolderLock(folder, RUNNING_LOCK, EVENTUALLY.timeout);
  other.kill("SIGKILL");
  const lock = await waiting;
  expect(lock).not.toBeNull();
  lock?.release();
});

test("a lock excludes its own process too, and another name is another lock", () => {
  const lock = lockFolder(folder, RUNNING_LOCK);
  expect(lockFolder(folder, RUNNING_LOCK)).toBeNull();
  // The attempt has not given up the lock of this process.
  expect(lockFolder(folder, RUNNING_LOCK)).toBeNull();
  const other = lockFolder(folder, STARTING_LOCK);
  expect(other).not.toBeNull();
  other?.release();
  lock?.release();
  lock?.release();
  lockFolder(folder, RUNNING_LOCK)?.release();
});

test("a file that is no lock is named in one sentence, and nothing else is put into the folder", async () => {
  await writeFile(join(folder, STARTING_LOCK), "4711\n".repeat(1_000));
  expect(() => lockFolder(folder, STARTING_LOCK)).toThrow(/start\.lock cannot be locked \(.*\): remove it/);
  await rm(join(folder, STARTING_LOCK));
  lockFolder(folder, STARTING_LOCK)?.release();
  expect((await readdir(folder)).sort()).toEqual([RUNNING_LOCK, STARTING_LOCK].sort());
});

test("the file system says what is wrong with the folder", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  expect(() => lockFolder(file, RUNNING_LOCK)).toThrow(/EEXIST|ENOTDIR/);
  if (process.getuid?.() === 0) return;
  await chmod(folder, 0o500);
  expect(() => lockFolder(folder, "another.lock")).toThrow(/EACCES/);
  await chmod(folder, 0o700);
});
