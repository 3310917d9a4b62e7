import type { Sample, Series } from "#bench/lane";
import { median } from "#bench/statistics";

/** One row of the table. Its values are the medians of all rounds. */
export type Row = Pick<Series, "id" | "group" | "title" | "connections"> & {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Requests per second, divided by those of nginx in the same round; null if nginx has no such lane. */
  ofNginx: number | null;
  ofMcpProxy: number | null;
  /** The median response time minus that of the upstream, in milliseconds. */
  addedMs: number | null;
  cpuUs: number;
  databaseCpuUs: number;
  memoryBytes: number;
  wrong: number;
};

export function toRows(all: Series[]): Row[] {
  return all.map((series) => {
    const peer = (id: string) =>
      all.find((each) => each.group === series.group && each.connections === series.connections && isPeer(each, id));
    const middle = (pick: (sample: Sample) => number) => median(series.samples.map(pick));
    return {
      id: series.id,
      group: series.group,
      title: series.title,
      connections: series.connections,
      requestsPerSecond: middle((sample) => sample.requestsPerSecond),
      p50Ms: middle((sample) => sample.p50Ms),
      p99Ms: middle((sample) => sample.p99Ms),
      ofNginx: share(series, peer("nginx")),
      ofMcpProxy: share(series, peer("mcp-proxy")),
      addedMs: added(series, peer("direct")),
      cpuUs: middle((sample) => sample.cpuUs),
      databaseCpuUs: middle((sample) => sample.databaseCpuUs),
      memoryBytes: Math.max(...series.samples.map((sample) => sample.memoryBytes)),
      wrong: series.samples.reduce((sum, sample) => sum + sample.wrong, 0),
    };
  });
}

/** Returns the median of the shares of all rounds. Within a round both were measured seconds apart. */
export function share(series: Series, other: Series | undefined): number | null {
  return compare(series, other, (a, b) => a.requestsPerSecond / b.requestsPerSecond);
}

function added(series: Series, other: Series | undefined): number | null {
  return compare(series, other, (a, b) => a.p50Ms - b.p50Ms);
}

function compare(series: Series, other: Series | undefined, by: (a: Sample, b: Sample) => number): number | null {
  if (!other) return null;
  const pairs = series.samples.flatMap((sample, round) => {
    const its = other.samples[round];
    return its ? [by(sample, its)] : [];
  });
  return median(pairs);
}

/** The id of a lane is the name of its contender. Outside the main group, the name of the group stands before it. */
function isPeer(series: Series, id: string): boolean {
  return series.id === id || series.id.endsWith(` ${id}`);
}
