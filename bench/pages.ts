import { type APIRequestContext, chromium } from "@playwright/test";
import { writeIntoPage } from "#bench/report/page";
import { median, percentile } from "#bench/statistics";
import { withDatabase } from "#e2e/support/database";
import { setUp } from "#e2e/support/people";
import { startInstallation } from "#lib/testing/installation";
import { makeManyKeys } from "#lib/testing/many-keys";
import { ensureBrowser } from "#scripts/browser";

/** `npm run bench:pages [-- --write]`: how long the server takes for each page of a workspace that 10,000 keys reach. */
const ROUNDS = 30;
/** The first ones fill caches. */
const WARM_UP = 5;
const FILL = { keys: 10_000, members: 100, own: 300, endedServiceKeys: 1_000 };

const PAGES = [
  "",
  "/settings/general",
  "/settings/members",
  "/settings/servers",
  "/settings/mcp",
  "/settings/access",
  "/settings/access?sort=idle",
  "/settings/access?status=revoked",
  "/settings/access?status=expired",
  "/settings/access?access=custom",
  "/settings/access?unused=true",
  "/settings/access?search=nothing",
  "/settings/service-keys",
  "/settings/policy",
  "/settings/usage",
  "/settings/audit",
  "/settings/webhooks",
];

const installation = await startInstallation();
try {
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ baseURL: installation.url });
  await setUp(page);
  await withDatabase(installation, async (client) => {
    const { rows } = await client.query('SELECT "workspaceId", "userId" AS "adminId" FROM "Membership"');
    await makeManyKeys(client, { ...rows[0], now: new Date(), ...FILL });
  });
  const lines = ["| page | median ms | 95 of 100 within ms |", "|---|---:|---:|"];
  for (const path of PAGES) {
    const times = (await timesOf(page.request, `/w/acme${path}`)).toSorted((one, other) => one - other);
    const figures = [median(times), percentile(times, 0.95)].map((time) => time.toFixed(0));
    lines.push(`| \`${path || "/"}\` | ${figures.join(" | ")} |`);
  }
  await browser.close();
  console.log(lines.join("\n"));
  if (process.argv.includes("--write")) await writeIntoPage("pages", lines.join("\n"));
} finally {
  await installation.remove();
}

/** Milliseconds from the request to the end of its answer, one request after the other. */
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
