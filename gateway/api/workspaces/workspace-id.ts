import { z } from "@hono/zod-openapi";
import { idSchema } from "#lib/ids";

/** The path parameters of the routes under `/workspaces/{id}`. */
export const workspaceId = z.object({ id: idSchema("ws").openapi({ description: "The workspace's id." }) });
