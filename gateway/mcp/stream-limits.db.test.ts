import { beforeAll, beforeEach, expect, test } from "vitest";
import { env, provideEnv } from "#lib/env";
import { postModern } from "#testing/clients/post";
import { openSubscription } from "#testing/clients/subscribe";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken } from "#testing/machine/running-gateway";
import { useGateway } from "#testing/machine/use-gateway";
import { makeUser } from "#testing/people/factories";

useDatabase();
beforeAll(() => provideEnv({ ...env(), MAX_STREAMS: 5, MAX_STREAMS_PER_KEY: 2 }));
const world = useGateway();

let tokens: string[];
beforeEach(async () => {
  const more = [await world.makeToken(), await world.makeToken()];
  tokens = [world.token, ...more.map(({ token }) => token)];
});

const open = (token = "") => openSubscription(world.url, token, { toolsListChanged: true });
const refused = (token = "") =>
  postModern(world.url, token, {
    method: "subscriptions/listen",
    id: "one more",
    params: { notifications: { toolsListChanged: true } },
  });

/** The token of somebody else, who is a member of nothing. */
const tokenOf = async (name: string) => (await makeToken(await makeUser(name), [])).token;

test("limits the open streams of one key, of one owner and of all, until one is closed", async () => {
  const [first, second] = tokens;
  const streams = [await open(first), await open(first)];
  const ofKey = await refused(first);
  expect([ofKey.status, ofKey.headers.get("retry-after"), ofKey.body.id]).toEqual([429, "10", "one more"]);
  expect(ofKey.body.error?.data).toMatchObject({ errorType: "TOO_MANY_STREAMS" });

  streams.push(await open(second));
  const ofOwner = await refused(second);
  expect([ofOwner.status, ofOwner.headers.get("retry-after")]).toEqual([429, "10"]);
  expect(ofOwner.body.error?.data).toMatchObject({
    errorType: "TOO_MANY_STREAMS",
    message: "Your keys have 3 open streams here, and more would take the places of others. Close one first.",
  });

  // Three are Ada's whole part, whatever number of keys she has. So others find the door open.
  streams.push(await open(await tokenOf("Mia")), await open(await tokenOf("Noah")));
  const ofAll = await refused(await tokenOf("Zoe"));
  expect([ofAll.status, ofAll.headers.get("retry-after")]).toEqual([503, "10"]);
  expect(ofAll.body.error?.data).toMatchObject({ errorType: "UNAVAILABLE" });

  streams.shift()?.close();
  const zoe = await tokenOf("Zoe");
  await expect
    .poll(() =>
      open(zoe).then(
        (stream) => streams.push(stream),
        () => 0,
      ),
    )
    .toBeGreaterThan(0);
  for (const stream of streams) stream.close();
});

test("refuses a large request for a stream, because its body would hold memory as long as the stream", async () => {
  const notifications = { toolsListChanged: true };
  const message = { method: "subscriptions/listen", params: { notifications, more: "x".repeat(100_000) } };
  const { status, body } = await postModern(world.url, tokens.at(-1) ?? "", { ...message, id: "many words" });
  expect([status, body.id, body.error?.code]).toEqual([200, "many words", -32602]);
});
