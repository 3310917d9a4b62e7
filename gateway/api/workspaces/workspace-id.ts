import { z } from "@hono/zod-openapi";
import { idSchema } from "#lib/ids";

/** Parameters of what stands below `/workspaces/{id}`. */
export const workspaceId = z.object({ id: idSchema("ws").openapi({ description: "The workspace's id." }) });
