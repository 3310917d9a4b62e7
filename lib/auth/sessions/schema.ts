import { z } from "zod";
import { idSchema } from "#lib/ids";

export const endSessionSchema = z.object({ sessionId: idSchema("ses") });
export type EndSessionInput = z.output<typeof endSessionSchema>;

/** The input of an action that needs none. */
export const endOtherSessionsSchema = z.object({});
