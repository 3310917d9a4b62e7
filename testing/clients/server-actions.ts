import { readFile } from "node:fs/promises";
import type { Page, Route } from "@playwright/test";

/** A request of a page that runs a server action. */
export type RecordedAction = { id: string; url: string; headers: Record<string, string>; body: Buffer };

const KEPT_HEADERS = ["accept", "content-type", "next-action", "next-router-state-tree"];

/**
 * Records the server action that `perform` sends, and aborts the request, so the target of the action remains.
 * @param isWanted tells by its id whether an action is the one; others, such as previews, go on
 */
export async function holdAction(
  page: Page,
  perform: () => Promise<unknown>,
  isWanted: (id: string) => boolean = () => true,
): Promise<RecordedAction> {
  const recorded = Promise.withResolvers<RecordedAction>();
  const hold = async (route: Route) => {
    const request = route.request();
    const sent = request.headers();
    const id = sent["next-action"];
    if (!id || !isWanted(id)) return route.fallback();
    const kept = Object.entries(sent).filter(([name]) => KEPT_HEADERS.includes(name));
    const headers = { ...Object.fromEntries(kept), origin: new URL(request.url()).origin };
    recorded.resolve({ id, url: request.url(), headers, body: request.postDataBuffer() ?? Buffer.alloc(0) });
    await route.abort();
  };
  await page.route("**/*", hold);
  await perform();
  const action = await recorded.promise;
  await page.unroute("**/*", hold);
  return action;
}

export type ActionAnswer = {
  text: string;
  redirectsTo: string | undefined;
  /** Whether the action succeeded or redirected. */
  isDone: boolean;
};

/** Sends a recorded action with the cookies of `page`. */
export async function sendAction(page: Page, action: RecordedAction): Promise<ActionAnswer> {
  const answer = await page.request.post(action.url, { headers: action.headers, data: action.body, maxRedirects: 0 });
  const text = await answer.text();
  const redirectsTo = answer.headers()["x-action-redirect"];
  const isDone = text.includes('"status":"done"') || redirectsTo !== undefined;
  return { text, redirectsTo, isDone };
}

/** Returns the names of all server actions of the build, by id. */
export async function actionNames(): Promise<Map<string, string>> {
  const { node } = JSON.parse(await readFile(".next/server/server-reference-manifest.json", "utf8"));
  const actions = Object.entries(node as Record<string, { exportedName: string }>);
  return new Map(actions.map(([id, { exportedName }]) => [id, exportedName]));
}

/** Returns the routes of the build, such as `/w/[workspace]/settings/mcp`. */
export async function routes(): Promise<string[]> {
  return Object.values(JSON.parse(await readFile(".next/app-path-routes-manifest.json", "utf8")));
}
