import type { Locator, Page } from "@playwright/test";
import type { Person, Workspace } from "#testing/people/people";

/** The people and things that the performances need. All of them belong to Ada's workspace. */
export type Scene = {
  people: Record<"ada" | "grace" | "heidi" | "carol", Person>;
  acme: Workspace;
  serverId: string;
  webhookId: string;
  /** What a client asks, as the query of the page of consent. */
  consentQuery: string;
  /** The link that invites Carol. Another workspace invites her too, and her provider has confirmed her email. */
  invitation: string;
};

/** How a person runs one server action through the page that offers it. */
export type Performance = {
  action: string;
  by: keyof Scene["people"];
  path: (scene: Scene) => string;
  perform: (page: Page) => Promise<unknown>;
};

const press = (scope: Page | Locator, name: string | RegExp) =>
  scope.getByRole("button", { name, exact: true }).click();

function confirmed(open: string, confirm: string, entry?: string): Performance["perform"] {
  return async (page) => {
    await press(page, open);
    if (entry) await page.getByRole("menuitem", { name: entry }).click();
    await press(page.getByRole("alertdialog"), confirm);
  };
}

const at = (name: string) => (scene: Scene) => `/w/${scene.acme.slug}/settings/${name}`;
const atServer = (scene: Scene) => at(`servers/${scene.serverId}`)(scene);

const OF_SERVERS: Performance[] = [
  {
    action: "createServerAction",
    by: "ada",
    path: at("servers"),
    perform: async (page) => {
      await press(page, "Add MCP server");
      await page.getByLabel("Name", { exact: true }).fill("Another");
      await page.getByLabel("URL").fill("http://127.0.0.1:9/mcp");
      await press(page, "Save");
    },
  },
  {
    action: "updateServerAction",
    by: "ada",
    path: atServer,
    perform: async (page) => {
      await press(page, "Edit");
      await press(page, "Save");
    },
  },
  { action: "refreshServerAction", by: "ada", path: atServer, perform: (page) => press(page, "Refresh") },
  {
    action: "setToolRuleAction",
    by: "ada",
    path: atServer,
    perform: (page) => page.getByLabel("Rule for echo").selectOption({ label: "Blocked" }),
  },
  {
    action: "setServerRulesAction",
    by: "ada",
    path: atServer,
    perform: (page) => page.getByLabel("Ask before destructive tools").selectOption({ label: "Never" }),
  },
  {
    action: "disableServerAction",
    by: "ada",
    path: atServer,
    perform: confirmed("More actions for Marmalade", "Disable server", "Disable"),
  },
  {
    action: "removeServerAction",
    by: "ada",
    path: atServer,
    perform: confirmed("More actions for Marmalade", "Remove server", "Remove"),
  },
];

/** Enables a server that is disabled. */
export const ENABLE: Performance = {
  action: "enableServerAction",
  by: "ada",
  path: atServer,
  perform: (page) => press(page, "Enable"),
};

const OF_MEMBERS: Performance[] = [
  {
    action: "inviteAction",
    by: "ada",
    path: at("members"),
    perform: async (page) => {
      await page.getByLabel("Email").fill("eve@example.com");
      await press(page, "Create invitation");
    },
  },
  {
    action: "acceptAction",
    by: "carol",
    path: (scene) => scene.invitation,
    perform: (page) => page.getByRole("button", { name: /Join/ }).click(),
  },
  {
    action: "acceptOwnAction",
    by: "carol",
    path: () => "/invitations",
    perform: (page) => press(page, "Join Paprika"),
  },
  {
    action: "revokeInvitationAction",
    by: "ada",
    path: at("members"),
    perform: confirmed("Revoke invitation of judy@example.com", "Revoke invitation"),
  },
  {
    action: "changeRoleAction",
    by: "ada",
    path: at("members"),
    perform: async (page) => {
      await press(page, "Actions for Grace");
      await page.getByRole("menuitem", { name: "Change role" }).click();
      await page.getByRole("radio", { name: "Admin" }).check();
      await press(page, "Change role");
    },
  },
  {
    action: "leaveAction",
    by: "grace",
    path: at("members"),
    perform: confirmed("Actions for Grace", "Leave workspace", "Leave workspace"),
  },
  {
    action: "removeMemberAction",
    by: "ada",
    path: at("members"),
    perform: confirmed("Actions for Heidi", "Remove member", "Remove"),
  },
];

const OF_KEYS: Performance[] = [
  {
    action: "createKeyAction",
    by: "ada",
    path: at("mcp"),
    perform: async (page) => {
      await page.getByLabel("Key name").fill("Third");
      await press(page, "Create key");
    },
  },
  {
    action: "connectAppAction",
    by: "ada",
    path: (scene) => `/oauth/authorize?${scene.consentQuery}`,
    perform: (page) => press(page, "Connect"),
  },
  {
    action: "updateKeyAction",
    by: "ada",
    path: at("mcp"),
    perform: async (page) => {
      await press(page, "Actions for Turmeric");
      await page.getByRole("menuitem", { name: "Edit" }).click();
      await press(page.getByRole("dialog"), "Save changes");
    },
  },
  {
    action: "rotateKeyAction",
    by: "ada",
    path: at("mcp"),
    perform: async (page) => {
      await press(page, "Actions for Turmeric");
      await page.getByRole("menuitem", { name: "Rotate" }).click();
      await press(page.getByRole("dialog"), "Rotate key");
    },
  },
  {
    action: "nameInClientsAction",
    by: "ada",
    path: at("mcp"),
    perform: async (page) => {
      const card = page.getByRole("article", { name: "Turmeric" });
      await press(card, "Set-up instructions");
      await card.getByLabel("Name in the client").fill("spices");
      await page.keyboard.press("Enter");
    },
  },
  { action: "revokeKeyAction", by: "ada", path: at("mcp"), perform: confirmed("Revoke Saffron", "Revoke key") },
  {
    action: "detachKeysAction",
    by: "ada",
    path: at("access"),
    perform: async (page) => {
      await page.getByRole("checkbox", { name: "Select Saffron (Ada)" }).check();
      await press(page, "Revoke access");
      await press(page.getByRole("alertdialog"), /^Revoke access of/);
    },
  },
  {
    action: "endSessionAction",
    by: "ada",
    path: () => "/account",
    perform: confirmed("End the session on Safari on iPhone", "End session"),
  },
  {
    action: "revokeApiTokenAction",
    by: "ada",
    path: () => "/account",
    perform: confirmed("Revoke Cinnamon", "Revoke"),
  },
  {
    action: "detachKeyAction",
    by: "ada",
    path: at("access"),
    perform: confirmed("Revoke access of Turmeric (Ada)", "Revoke access"),
  },
];

const OF_SERVICE_KEYS: Performance[] = [
  {
    action: "createServiceKeyAction",
    by: "ada",
    path: at("service-keys"),
    perform: async (page) => {
      await page.getByLabel("Key name").fill("Clove");
      await press(page, "Create service key");
    },
  },
  {
    action: "updateServiceKeyAction",
    by: "ada",
    path: at("service-keys"),
    perform: async (page) => {
      await press(page, "Actions for Nutmeg");
      await page.getByRole("menuitem", { name: "Edit" }).click();
      await press(page.getByRole("dialog"), "Save changes");
    },
  },
  {
    action: "rotateServiceKeyAction",
    by: "ada",
    path: at("service-keys"),
    perform: async (page) => {
      await press(page, "Actions for Nutmeg");
      await page.getByRole("menuitem", { name: "Rotate" }).click();
      await press(page.getByRole("dialog"), "Rotate key");
    },
  },
  {
    action: "nameServiceKeyInClientsAction",
    by: "ada",
    path: at("service-keys"),
    perform: async (page) => {
      // The form still has what was typed into it before, so the page would ask whether to leave it.
      await press(page, "Start afresh");
      await page.getByRole("link", { name: "Nutmeg" }).first().click();
      await page.getByLabel("Name in the client").fill("spices");
      await page.keyboard.press("Enter");
    },
  },
  {
    action: "revokeServiceKeyAction",
    by: "ada",
    path: at("service-keys"),
    perform: confirmed("Actions for Nutmeg", "Revoke key", "Revoke"),
  },
];

const atWebhook = (scene: Scene) => at(`webhooks/${scene.webhookId}`)(scene);

const OF_WEBHOOKS: Performance[] = [
  {
    action: "createWebhookAction",
    by: "ada",
    path: at("webhooks"),
    perform: async (page) => {
      await press(page, "Add webhook");
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("URL").fill("http://127.0.0.1:9/another");
      await press(dialog, "Add webhook");
    },
  },
  {
    action: "updateWebhookAction",
    by: "ada",
    path: atWebhook,
    perform: async (page) => {
      await press(page, "Edit");
      await press(page, "Save");
    },
  },
  { action: "sendTestMessageAction", by: "ada", path: atWebhook, perform: (page) => press(page, "Send test") },
  {
    action: "resendMessageAction",
    by: "ada",
    path: atWebhook,
    perform: (page) => press(page, "Send again: Test message"),
  },
  {
    action: "rotateWebhookSecretAction",
    by: "ada",
    path: atWebhook,
    perform: async (page) => {
      await press(page, "More actions for 127.0.0.1:9");
      await page.getByRole("menuitem", { name: "Rotate secret" }).click();
      await press(page.getByRole("dialog"), "Rotate secret");
    },
  },
  {
    action: "disableWebhookAction",
    by: "ada",
    path: atWebhook,
    perform: confirmed("More actions for 127.0.0.1:9", "Disable webhook", "Disable"),
  },
  {
    action: "removeWebhookAction",
    by: "ada",
    path: atWebhook,
    perform: confirmed("More actions for 127.0.0.1:9", "Remove webhook", "Remove"),
  },
];

/** Enables a webhook that is disabled. */
export const ENABLE_WEBHOOK: Performance = {
  action: "enableWebhookAction",
  by: "ada",
  path: atWebhook,
  perform: (page) => press(page, "Enable"),
};

/** In this order none of them removes what a later one needs. */
export const PERFORMANCES: Performance[] = [
  ...OF_SERVERS,
  ...OF_WEBHOOKS,
  ...OF_MEMBERS,
  ...OF_KEYS,
  ...OF_SERVICE_KEYS,
  {
    action: "renameWorkspaceAction",
    by: "ada",
    path: at("general"),
    perform: async (page) => {
      // The name stays the same, since deleting asks for it.
      await press(page, "Save name");
    },
  },
  {
    action: "previewPolicyAction",
    by: "ada",
    path: at("policy"),
    perform: async (page) => {
      await page.getByLabel("Keys must expire").check();
    },
  },
  {
    action: "changePolicyAction",
    by: "ada",
    path: at("policy"),
    perform: async (page) => {
      await page.getByLabel("Ask before destructive tools").uncheck();
      await press(page, "Save policy");
    },
  },
  {
    action: "deleteWorkspaceAction",
    by: "ada",
    path: at("general"),
    perform: async (page) => {
      await press(page, "Delete workspace");
      const dialog = page.getByRole("alertdialog");
      await dialog.getByRole("textbox").fill("Acme Works");
      await press(dialog, "Delete workspace");
    },
  },
];
