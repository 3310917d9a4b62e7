import fc from "fast-check";
import { expect, test } from "vitest";
import { rightsOf, SCOPES, type Scope } from "#lib/keys/access/scopes";
import type { KeyView } from "#lib/keys/view/dto";
import { asksForMore, consentDraft } from "#lib/oauth/consent/consent-draft";

const workspace = { slug: "acme", name: "Acme", detached: null, ownerIsMember: true, blocks: [] };
const appWith = (scopes: Scope[]): KeyView => ({
  id: "key_1",
  app: { id: "cli_1", name: "Claude Code", vouchedBy: "nobody", host: null, source: "dynamic", clientId: "lkc_1" },
  mask: "",
  name: "Laptop",
  nameInClients: null,
  environment: "staging",
  expiresAt: null,
  scopes,
  status: "active",
  createdAt: new Date(0),
  updatedAt: new Date(0),
  lastUse: null,
  revoked: null,
  workspaces: [
    { ...workspace, id: "acme" },
    { ...workspace, id: "left", ownerIsMember: false },
  ],
  isLegacy: false,
  isLeaked: false,
  replaces: null,
  replacedBy: null,
  servers: [{ id: "ups_1", name: "Notes", workspaceId: "acme" }],
});

const scopes = fc.subarray([...SCOPES], { minLength: 1 });

test("preselects exactly the rights that a new client asks for, in the workspaces that are given", () => {
  fc.assert(
    fc.property(scopes, (wanted) => {
      const draft = consentDraft({ wanted, earlier: null, workspaceIds: ["acme"] });
      expect(rightsOf(draft.scopes)).toEqual(rightsOf(wanted));
      expect(draft).toMatchObject({ workspaceIds: ["acme"], servers: "all", environment: null });
    }),
  );
});

test("keeps the choices of an app that is connected again, with what it asks for besides", () => {
  fc.assert(
    fc.property(scopes, scopes, (had, wanted) => {
      const earlier = appWith(had);
      const draft = consentDraft({ wanted, earlier, workspaceIds: ["other"] });
      expect(rightsOf(draft.scopes)).toEqual(rightsOf([...had, ...wanted]));
      expect(draft).toMatchObject({
        workspaceIds: ["acme"],
        servers: "chosen",
        serverIds: ["ups_1"],
        environment: "staging",
      });
      expect(asksForMore(earlier, wanted)).toBe(rightsOf([...had, ...wanted]).size > rightsOf(had).size);
    }),
  );
});
