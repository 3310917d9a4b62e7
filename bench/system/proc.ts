import { readdirSync, readFileSync } from "node:fs";

/** Linux always reports processor time in hundredths of a second. */
const MS_A_TICK = 10;

/** Returns the processor time of these processes in milliseconds, user and system, of all threads. */
export function cpuMs(pids: number[]): number {
  return pids.reduce((sum, pid) => sum + MS_A_TICK * ticks(pid), 0);
}

function ticks(pid: number): number {
  const fields = statOf(pid);
  // These are fields 14 and 15 of proc_pid_stat(5). `statOf` cuts off the first two fields.
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/**
 * Returns resident memory in bytes. Several processes share most of their memory, so each counts its proportional share
 * (PSS). A single process counts all its resident memory (RSS), as container limits do.
 */
export function memoryBytes(pids: number[]): number {
  const field = pids.length > 1 ? "Pss" : "Rss";
  return pids.reduce((sum, pid) => sum + 1024 * kilobytes(pid, field), 0);
}

function kilobytes(pid: number, field: string): number {
  const text = readOrEmpty(`/proc/${pid}/smaps_rollup`);
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0);
}

/** Returns a process and all its descendants. */
export function tree(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (/^\d+$/.test(name)) parents.set(Number(name), Number(statOf(Number(name))[1]));
  }
  const pids = [pid];
  for (const parent of pids) {
    for (const [child, its] of parents) if (its === parent) pids.push(child);
  }
  return pids;
}

/** Returns the fields of /proc/<pid>/stat after the name, which may contain spaces; none after the process ended. */
function statOf(pid: number): string[] {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
