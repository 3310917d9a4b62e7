import { Allowance } from "#lib/rate-limit/allowance";

/**
 * How often people and strangers may do what sends mail, calls other servers, makes rows for others, or costs much.
 * docs/operations/limits.md lists all of them; `allowances.test.ts` compares the two. The numbers leave room for honest
 * bulk use, such as inviting a department at once.
 */
export const ALLOWANCES = {
  /** Every form of the dashboard. What costs more has a limit of its own besides. */
  changes: new Allowance("changes", "Changes in the dashboard", { person: { times: 120, per: "minute" } }),
  strangerRequests: new Allowance("stranger-requests", "Forms that are sent without a session", {
    network: { times: 60, per: "minute" },
  }),
  passwordEstimates: new Allowance("password-estimates", "Checks of new passwords", {
    network: { times: 60, per: "tenMinutes" },
  }),
  newAccounts: new Allowance("new-accounts", "New accounts", { network: { times: 30, per: "hour" } }),
  passwordChanges: new Allowance("password-changes", "Changes of the password", { person: { times: 20, per: "hour" } }),
  newApiTokens: new Allowance("new-api-tokens", "New API tokens", { person: { times: 60, per: "hour" } }),
  newWorkspaces: new Allowance("new-workspaces", "New workspaces", { person: { times: 10, per: "hour" } }),
  invitations: new Allowance("invitations", "Invitations", {
    person: { times: 100, per: "hour" },
    workspace: { times: 200, per: "hour" },
  }),
  acceptedInvitations: new Allowance("accepted-invitations", "Accepted invitations", {
    network: { times: 60, per: "hour" },
  }),
  invitationMails: new Allowance("invitation-mails", "Mailed invitations", { recipient: { times: 5, per: "day" } }),
  noticeMails: new Allowance("notice-mails", "Mailed notices", { recipient: { times: 50, per: "day" } }),
  serverConnections: new Allowance("server-connections", "Attempts to connect MCP servers", {
    person: { times: 60, per: "tenMinutes" },
    workspace: { times: 120, per: "tenMinutes" },
  }),
  clientDocuments: new Allowance("client-documents", "Documents of clients that are read", {
    person: { times: 30, per: "tenMinutes" },
  }),
  webhookMessages: new Allowance("webhook-messages", "Messages that people send to webhooks", {
    person: { times: 20, per: "tenMinutes" },
    workspace: { times: 30, per: "tenMinutes" },
  }),
  /** A form asks for a preview at each change, and a preview of many tools or keys costs much processor time. */
  previews: new Allowance("previews", "Previews of keys and policies", { person: { times: 120, per: "minute" } }),
  /** A dialog asks every few seconds whether a client has connected. */
  connectionChecks: new Allowance("connection-checks", "Questions whether a client has connected", {
    person: { times: 120, per: "minute" },
  }),
  exports: new Allowance("exports", "Exports", {
    person: { times: 20, per: "tenMinutes" },
    workspace: { times: 40, per: "tenMinutes" },
  }),
} as const;
