import { changePasswordAndCredentials, resetPasswordAndCredentials } from "#lib/api-tokens/change-password";
import { createApiToken, revokeApiToken } from "#lib/api-tokens/operations";
import type { CreateApiTokenInput } from "#lib/api-tokens/schema";
import { disableUser, enableUser, resetPassword } from "#lib/auth/accounts/administration";
import { changePassword } from "#lib/auth/accounts/change-password";
import { updateProfile } from "#lib/auth/accounts/own-account";
import { type Newcomer, signUp } from "#lib/auth/accounts/sign-up";
import type { Caller } from "#lib/auth/principal";
import { type ProviderIdentity, signInWithProvider } from "#lib/auth/providers/provider-sign-in";
import { endOtherSessions } from "#lib/auth/sessions/end-sessions";
import { acceptInvitation, acceptInvitationAsNew, acceptOwnInvitation } from "#lib/members/accept-invitation";
import { createWorkspace } from "#lib/workspaces/create-workspace";
import { NOW } from "#testing/people/factories";

/** The input of operations that no workspace guards: those of callers on themselves, of newcomers and of operators. */
export type OwnInput = {
  /** The caller, whose password is `password`, and who has a session elsewhere. */
  caller: Caller;
  email: string;
  password: string;
  newPassword: string;
  /** The secrets of an invitation to the caller, and of one to a person without an account. */
  invitationSecret: string;
  newcomersInvitationSecret: string;
  /** The same caller, whose provider has confirmed the invited email, and the id of the invitation. */
  confirmedCaller: Caller;
  invitationId: string;
  identity: ProviderIdentity;
};

type OwnOperation = { name: string; run: (input: OwnInput) => Promise<unknown> };

const API_TOKEN: CreateApiTokenInput = { name: "Script", scopes: ["keys:read"], expiresInDays: 7 };
const NEWCOMER: Newcomer = { now: NOW, address: "192.0.2.7" };

export const OWN_OPERATIONS: OwnOperation[] = [
  { name: "createWorkspace", run: ({ caller }) => createWorkspace(caller, { name: "Own" }) },
  { name: "updateProfile", run: ({ caller }) => updateProfile(caller, { name: "Grace Hopper" }) },
  {
    name: "changePassword",
    run: ({ caller, password, newPassword }) => changePassword(caller, { currentPassword: password, newPassword }),
  },
  {
    name: "changePasswordAndCredentials",
    run: async ({ caller, password, newPassword }) => {
      await createApiToken(caller, API_TOKEN);
      const ended = { endApiTokens: true, revokeKeys: true };
      await changePasswordAndCredentials(caller, { currentPassword: password, newPassword, ...ended });
    },
  },
  { name: "endOtherSessions", run: ({ caller }) => endOtherSessions(caller) },
  { name: "createApiToken", run: ({ caller }) => createApiToken(caller, API_TOKEN) },
  {
    name: "revokeApiToken",
    run: async ({ caller }) => {
      const { apiToken } = await createApiToken(caller, API_TOKEN);
      await revokeApiToken(caller, { apiTokenId: apiToken.id });
    },
  },
  {
    name: "acceptInvitation",
    run: ({ caller, invitationSecret }) => acceptInvitation(caller, { token: invitationSecret }),
  },
  {
    name: "acceptOwnInvitation",
    run: ({ confirmedCaller, invitationId }) => acceptOwnInvitation(confirmedCaller, { invitationId }),
  },
  {
    name: "acceptInvitationAsNew",
    run: ({ newcomersInvitationSecret, newPassword }) =>
      acceptInvitationAsNew(NEWCOMER, { token: newcomersInvitationSecret, name: "Alan", password: newPassword }),
  },
  {
    name: "signUp",
    run: ({ newPassword }) => signUp(NEWCOMER, { name: "Eve", email: "eve@example.com", password: newPassword }),
  },
  { name: "signInWithProvider", run: ({ identity }) => signInWithProvider(NEWCOMER, identity, null) },
  { name: "disableUser", run: ({ email }) => disableUser(email, NOW) },
  { name: "enableUser", run: ({ email }) => enableUser(email, NOW) },
  { name: "resetPassword", run: ({ email, newPassword }) => resetPassword(email, newPassword, NOW) },
  {
    name: "resetPasswordAndCredentials",
    run: ({ email, newPassword }) =>
      resetPasswordAndCredentials(email, newPassword, NOW, { apiTokens: true, keys: true }),
  },
];
