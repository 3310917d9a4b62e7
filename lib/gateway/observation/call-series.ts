import type { CallOutcome } from "#lib/usage/outcome";

/** The labels of a call. Workspace and server are slugs; they are empty for a call that concerns no single server. */
export type CallLabels = { workspace: string; server: string; method: string; outcome: CallOutcome };

/**
 * The most servers with labels of their own. Each causes some dozens of time series, which Prometheus keeps for weeks.
 */
const MAX_SERVERS = 300;
const OTHER = "other";
/** The bounds reach from a server in the same network to the longest call that clients wait for. */
const BOUNDS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

const CALLS = "latchkey_calls_total";
const DURATION = "latchkey_call_duration_seconds";

/** The counts of one method at one server. */
type Series = { outcomes: Map<CallOutcome, number>; buckets: number[]; count: number; sumSeconds: number };
type ByMethod = Map<string, Series>;

/**
 * Counts calls and their durations. Every call is counted here, so the counts are in plain maps, and become text when
 * somebody asks. A metrics library would join the labels at each call.
 */
export class CallSeries {
  readonly #byWorkspace = new Map<string, Map<string, ByMethod>>();
  #servers = 0;

  count({ workspace, server, method, outcome }: CallLabels, seconds: number): void {
    const series = seriesOf(this.#methodsOf(workspace, server), method);
    series.outcomes.set(outcome, (series.outcomes.get(outcome) ?? 0) + 1);
    series.count += 1;
    series.sumSeconds += seconds;
    const bucket = BOUNDS_SECONDS.findIndex((bound) => seconds <= bound);
    if (bucket >= 0) series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
  }

  /** The counts in the text format of Prometheus. */
  text(): string {
    const calls = [`# HELP ${CALLS} Requests to the MCP endpoint that were answered.`, `# TYPE ${CALLS} counter`];
    const durations = [
      `# HELP ${DURATION} From the arrival of a request to the end of its answer.`,
      `# TYPE ${DURATION} histogram`,
    ];
    for (const [labels, series] of this.#labelled()) {
      for (const [outcome, count] of series.outcomes) calls.push(`${CALLS}{${labels},outcome="${outcome}"} ${count}`);
      durations.push(...durationLines(labels, series));
    }
    return `${[...calls, "", ...durations].join("\n")}\n`;
  }

  *#labelled(): Generator<[labels: string, series: Series]> {
    for (const [workspace, servers] of this.#byWorkspace) {
      for (const [server, methods] of servers) {
        for (const [method, series] of methods) {
          yield [`workspace="${workspace}",server="${server}",method="${method}"`, series];
        }
      }
    }
  }

  /** Servers above the limit are counted together. */
  #methodsOf(workspace: string, server: string): ByMethod {
    const known = this.#byWorkspace.get(workspace)?.get(server);
    if (known) return known;
    const isOther = workspace === OTHER && server === OTHER;
    if (this.#servers >= MAX_SERVERS && !isOther) return this.#methodsOf(OTHER, OTHER);
    this.#servers += 1;
    const methods: ByMethod = new Map();
    const servers = this.#byWorkspace.get(workspace);
    if (servers) servers.set(server, methods);
    else this.#byWorkspace.set(workspace, new Map([[server, methods]]));
    return methods;
  }
}

function seriesOf(methods: ByMethod, method: string): Series {
  let series = methods.get(method);
  if (!series) {
    series = { outcomes: new Map(), buckets: BOUNDS_SECONDS.map(() => 0), count: 0, sumSeconds: 0 };
    methods.set(method, series);
  }
  return series;
}

/** Prometheus wants each bucket to include the buckets before it. */
function durationLines(labels: string, { buckets, count, sumSeconds }: Series): string[] {
  let upTo = 0;
  const lines = BOUNDS_SECONDS.map((bound, index) => {
    upTo += buckets[index] ?? 0;
    return `${DURATION}_bucket{le="${bound}",${labels}} ${upTo}`;
  });
  lines.push(`${DURATION}_bucket{le="+Inf",${labels}} ${count}`);
  lines.push(`${DURATION}_sum{${labels}} ${sumSeconds}`, `${DURATION}_count{${labels}} ${count}`);
  return lines;
}
