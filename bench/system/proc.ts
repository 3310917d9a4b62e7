import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second, whatever its own tick. */
const MS_A_TICK = 10;

/** Processor time of these processes so far, in milliseconds: user and system, all threads. */
export function cpuMs(pids: number[]): number {
  return pids.reduce((sum, pid) => sum + MS_A_TICK * ticks(pid), 0);
}

function ticks(pid: number): number {
  const fields = statOf(pid);
  // Fields 14 and 15 of proc_pid_stat(5); the first two are cut off.
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/**
 * Resident memory in bytes. Of several processes the proportional share of each (PSS), for they share most of it;
 * of a single one all that is resident (RSS), as limits of containers count it.
 */
export function memoryBytes(pids: number[]): number {
  const field = pids.length > 1 ? "Pss" : "Rss";
  return pids.reduce((sum, pid) => sum + 1024 * kilobytes(pid, field), 0);
}

function kilobytes(pid: number, field: string): number {
  const text = readOrEmpty(`/proc/${pid}/smaps_rollup`);
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0);
}

/** A process and all that it started. */
export function tree(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (/^\d+$/.test(name)) parents.set(Number(name), Number(statOf(Number(name))[1]));
  }
  const found = [pid];
  for (const parent of found) {
    for (const [child, its] of parents) if (its === parent) found.push(child);
  }
  return found;
}

/** The fields of /proc/<pid>/stat after the name, which may contain anything; none for a process that has ended. */
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
