import { z } from "zod";
import { CLIENT_NAME_MAX, REDIRECT_URIS_MAX } from "#lib/oauth/clients/client";
import { redirectUriProblem } from "#lib/oauth/protocol/redirect-uri";
import { fittingName } from "#lib/text/name-schema";

const UNNAMED = "Unnamed client";
const CLIENT_URI_MAX = 200;

const redirectUris = z
  .array(z.string(), { error: "redirect_uris must be a list of addresses." })
  .min(1, { error: "redirect_uris must name at least one address." })
  .max(REDIRECT_URIS_MAX, { error: `redirect_uris may name at most ${REDIRECT_URIS_MAX} addresses.` })
  .superRefine((uris, context) => {
    for (const [index, uri] of uris.entries()) {
      const problem = redirectUriProblem(uri);
      if (problem) context.addIssue({ code: "custom", path: [index], message: `redirect_uris[${index}] ${problem}.` });
    }
  })
  .transform((uris) => [...new Set(uris)]);

/** Nobody can be asked to correct the name of a program, so it is made to fit. */
const clientName = z
  .unknown()
  .optional()
  .transform((name) => (typeof name === "string" ? fittingName(name, CLIENT_NAME_MAX) : null) ?? UNNAMED);

const clientUri = z
  .unknown()
  .optional()
  .transform((uri) => {
    const url = typeof uri === "string" && uri.length <= CLIENT_URI_MAX ? URL.parse(uri) : null;
    return url?.protocol === "https:" && url.username === "" && url.password === "" ? url.href : null;
  });

/**
 * What a client says of itself, at registration (RFC 7591, section 2) or in its document. Members that Latchkey does not
 * use are ignored, because clients send many.
 */
export const clientMetadataSchema = z
  .object({ redirect_uris: redirectUris, client_name: clientName, client_uri: clientUri })
  .transform((said) => ({ redirectUris: said.redirect_uris, name: said.client_name, clientUri: said.client_uri }));

export type ClientMetadata = z.output<typeof clientMetadataSchema>;
