import { withAccount } from "#gateway/api/account";
import { type AllowedMethods, allowedMethodsOf } from "#gateway/api/allowed-methods";
import { authenticate } from "#gateway/api/api-caller";
import { ApiError, errorResponse } from "#gateway/api/api-error";
import { API_PATH } from "#gateway/api/api-path";
import { auditEventRoutes } from "#gateway/api/audit-event-routes";
import { boundedBody, refusePackedBodies } from "#gateway/api/bounded-body";
import { keyRoutes } from "#gateway/api/keys/key-routes";
import { refusedAttemptRoutes } from "#gateway/api/keys/refused-attempt-routes";
import { leakedCredentialRoutes } from "#gateway/api/leaks/leaked-credentials";
import { secretScanningRoutes } from "#gateway/api/leaks/secret-scanning";
import { type Api, newApi } from "#gateway/api/new-api";
import { documentRoute, openApiDocument } from "#gateway/api/open-api-document";
import { usageRoutes } from "#gateway/api/usage-routes";
import { validationRoutes } from "#gateway/api/validate-api-key";
import { workspaceKeyRoutes } from "#gateway/api/workspaces/workspace-key-routes";
import { workspaceRoutes } from "#gateway/api/workspaces/workspace-routes";
import { workspaceServerRoutes } from "#gateway/api/workspaces/workspace-server-routes";
import type { Clock } from "#lib/clock";

/** Makes the routes of the REST API, which is mounted under `API_PATH`. */
export function apiRoutes(clock: Clock): Api {
  const api = newApi();
  let document: ReturnType<typeof openApiDocument> | undefined;
  let allowedMethods: AllowedMethods | undefined;
  api.onError((error, context) => errorResponse(context, error));
  api.use(refusePackedBodies);
  api.route("/", leakedCredentialRoutes(clock));
  api.route("/", secretScanningRoutes(clock));
  api.route("/", validationRoutes(clock));
  api.openapi(documentRoute, (context) => {
    document ??= openApiDocument(api);
    return context.json(document, 200);
  });
  // This runs before authentication, so a request without a credential also gets 404 and 405.
  api.use(async (context, next) => {
    allowedMethods ??= allowedMethodsOf(api, API_PATH);
    const allowed = allowedMethods(context.req.path);
    if (allowed.length === 0) throw new ApiError("NOT_FOUND", "The API has nothing at this path.");
    if (allowed.includes(context.req.method)) return next();
    const message = `This path accepts only ${allowed.join(", ")}.`;
    throw new ApiError("METHOD_NOT_ALLOWED", message, { headers: { allow: allowed.join(", ") } });
  });
  api.use(authenticate(clock));
  api.use(boundedBody);
  api.use(withAccount);
  api.route("/", keyRoutes());
  api.route("/", refusedAttemptRoutes());
  api.route("/", workspaceRoutes());
  api.route("/", workspaceKeyRoutes());
  api.route("/", workspaceServerRoutes());
  api.route("/", auditEventRoutes());
  api.route("/", usageRoutes());
  return api;
}
