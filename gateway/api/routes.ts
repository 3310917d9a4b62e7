import { allowedMethods } from "#gateway/api/allowed-methods";
import { authenticated } from "#gateway/api/api-caller";
import { ApiError, errorAnswer } from "#gateway/api/api-error";
import { boundedBody } from "#gateway/api/bounded-body";
import { idempotent } from "#gateway/api/idempotency";
import { keyRoutes } from "#gateway/api/keys/key-routes";
import { takeLeakedCredentials } from "#gateway/api/leaked-credentials";
import { type Api, newApi } from "#gateway/api/new-api";
import { openApiDocument } from "#gateway/api/open-api-document";
import { takeGithubReport } from "#gateway/api/secret-scanning";
import { workspaceRoutes } from "#gateway/api/workspaces";
import type { Clock } from "#lib/clock";

/** What stands under `/api/v1`. */
export function apiRoutes(clock: Clock): Api {
  const api = newApi();
  api.onError((error, context) => errorAnswer(context, error));
  api.post("/credentials/revoke", (context) => takeLeakedCredentials(context, clock));
  api.post("/secret-scanning/github", (context) => takeGithubReport(context, clock));
  api.get("/openapi.json", (context) => context.json(openApiDocument(api)));
  // Before whoever calls is asked for: a wrong method is told without a credential.
  api.use(async (context, next) => {
    const allowed = allowedMethods(api, context.req.path);
    if (allowed.length === 0) throw new ApiError("NOT_FOUND", "The API has nothing at this path. See /docs/api.");
    if (allowed.includes(context.req.method)) return next();
    const message = `This path takes ${allowed.join(", ")} alone.`;
    throw new ApiError("METHOD_NOT_ALLOWED", message, { headers: { allow: allowed.join(", ") } });
  });
  api.use(boundedBody);
  api.use(authenticated(clock));
  api.use(idempotent(clock));
  api.route("/", keyRoutes());
  api.route("/", workspaceRoutes());
  return api;
}
