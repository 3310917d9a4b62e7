import { cpus, loadavg } from "node:os";
import { type APIRequestContext, chromium } from "@playwright/test";
import { nextPages, PAGED, pageAddresses } from "#bench/page-addresses";
import { writeIntoPage } from "#bench/report/page";
import { median, percentile } from "#bench/statistics";
import { ensureBrowser } from "#scripts/browser";
import { withDatabase } from "#testing/browser/database";
import { makeLongHistory } from "#testing/databases/long-history";
import { makeManyKeys } from "#testing/databases/many-keys";
import { startInstallation } from "#testing/machine/installation";
import { setUp } from "#testing/people/people";

/** `npm run bench:pages [-- --write]` measures the response time of each page of a workspace with 10,000 keys. */
const ROUNDS = 20;
/** The first requests fill caches, so they do not count. */
const WARM_UP = 3;
const FILL = { keys: 10_000, members: 100, own: 300, endedServiceKeys: 1_000 };
/** The highest median that the documents promise for every page. */
const BUDGET_MS = 100;
const WORKSPACE = "/w/acme";

const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}`;
const load = loadavg()[0]?.toFixed(2);
const installation = await startInstallation();
try {
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ baseURL: installation.url });
  await setUp(page);
  const ids = await withDatabase(installation, async (client) => {
    const { rows } = await client.query('SELECT "workspaceId", "userId" AS "adminId" FROM "Membership"');
    const workspace = { ...rows[0], now: new Date() };
    await makeManyKeys(client, { ...workspace, ...FILL });
    await makeLongHistory(client, workspace);
    const { rows: others } = await client.query('SELECT "userId", id FROM "Key" WHERE "userId" <> $1', [
      workspace.adminId,
    ]);
    return { memberId: others[0].userId, keyId: others[0].id };
  });
  const lines = [
    `| page | median ms | 95 of 100 within ms | within ${BUDGET_MS} ms |`,
    "|---|---:|---:|---|",
    ...(await measure(page.request, pageAddresses(ids))),
  ];
  const day = new Date().toISOString().slice(0, 10);
  const table = `${lines.join("\n")}\n\n${day}: ${machine}, load average before the start ${load}.`;
  await browser.close();
  console.log(table);
  if (process.argv.includes("--write")) await writeIntoPage("pages", table);
} finally {
  await installation.remove();
}

async function measure(requests: APIRequestContext, addresses: string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const path of addresses) lines.push(lineOf(path, await timesOf(requests, WORKSPACE + path)));
  for (const path of PAGED) {
    const first = await (await requests.get(WORKSPACE + path)).text();
    for (const [index, next] of nextPages(first).entries()) {
      lines.push(lineOf(`${path}, next page${index > 0 ? " of what has ended" : ""}`, await timesOf(requests, next)));
    }
  }
  return lines;
}

function lineOf(name: string, unsorted: number[]): string {
  const times = unsorted.toSorted((one, other) => one - other);
  const middle = median(times);
  const figures = [middle, percentile(times, 0.95)].map((time) => time.toFixed(0));
  return `| \`${name || "/"}\` | ${figures.join(" | ")} | ${middle <= BUDGET_MS ? "yes" : "**no**"} |`;
}

/** Returns milliseconds from each request to the end of its answer. Requests run one after the other. */
async function timesOf(requests: APIRequestContext, path: string): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const startedAt = performance.now();
    const answer = await requests.get(path);
    await answer.body();
    if (!answer.ok()) throw new Error(`${path} was answered with ${answer.status()}.`);
    if (round >= WARM_UP) times.push(performance.now() - startedAt);
  }
  return times;
}
