import type { IncomingMessage } from "node:http";
import { Hono } from "hono";
import { takeLeakedCredentials } from "#gateway/api/leaked-credentials";
import { refuseRequest } from "#gateway/api/refuse";
import { takeGithubReport } from "#gateway/api/secret-scanning";
import type { Clock } from "#lib/clock";

const POST_ALONE = ["/credentials/revoke", "/secret-scanning/github"];

/** What stands under `/api/v1`. */
export function apiRoutes(clock: Clock): Hono<{ Bindings: { incoming: IncomingMessage } }> {
  const routes = new Hono<{ Bindings: { incoming: IncomingMessage } }>();
  routes.post("/credentials/revoke", (context) => takeLeakedCredentials(context, clock));
  routes.post("/secret-scanning/github", (context) => takeGithubReport(context, clock));
  for (const path of POST_ALONE) {
    routes.all(path, (context) => {
      context.header("allow", "POST");
      return refuseRequest(context, 405, "METHOD_NOT_ALLOWED", "Send it by POST.");
    });
  }
  return routes;
}
