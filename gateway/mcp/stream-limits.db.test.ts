import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { env, provideEnv } from "#lib/env";
import { postModern } from "#testing/clients/post";
import { openSubscription } from "#testing/clients/subscribe";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";

useDatabase();

let gateway: RunningGateway;
const tokens: string[] = [];

beforeAll(async () => {
  provideEnv({ ...env(), MAX_STREAMS: 5, MAX_STREAMS_PER_KEY: 2 });
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

beforeEach(async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  for (let made = 0; made < 3; made += 1) tokens.push((await makeToken(ada, [acme])).token);
});

const open = (token = "") => openSubscription(gateway.url, token, { toolsListChanged: true });
const refused = (token = "") =>
  postModern(gateway.url, token, {
    method: "subscriptions/listen",
    id: "one more",
    params: { notifications: { toolsListChanged: true } },
  });

test("a key, and all keys together, have so many streams open and no more, until one is closed", async () => {
  const [first, second, third] = tokens;
  const streams = [await open(first), await open(first)];
  const ofKey = await refused(first);
  expect([ofKey.status, ofKey.headers.get("retry-after"), ofKey.body.id]).toEqual([429, "10", "one more"]);
  expect(ofKey.body.error?.data).toMatchObject({ errorType: "TOO_MANY_STREAMS" });

  streams.push(await open(second), await open(second), await open(third));
  const ofAll = await refused(third);
  expect([ofAll.status, ofAll.headers.get("retry-after")]).toEqual([503, "10"]);
  expect(ofAll.body.error?.data).toMatchObject({ errorType: "UNAVAILABLE" });

  streams.shift()?.close();
  await expect
    .poll(() =>
      open(first).then(
        (stream) => streams.push(stream),
        () => 0,
      ),
    )
    .toBeGreaterThan(0);
  for (const stream of streams) stream.close();
});

test("a stream is asked for in few words, for it keeps the place of its body for as long as it lasts", async () => {
  const notifications = { toolsListChanged: true };
  const message = { method: "subscriptions/listen", params: { notifications, more: "x".repeat(100_000) } };
  const { status, body } = await postModern(gateway.url, tokens.at(-1) ?? "", { ...message, id: "many words" });
  expect([status, body.id, body.error?.code]).toEqual([200, "many words", -32602]);
});
