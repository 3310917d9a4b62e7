import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import { changePolicyAction, previewPolicyAction } from "#app/w/[workspace]/settings/policy/actions";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { PolicyForm } from "#components/policy/policy-form";
import { IDLE } from "#lib/form";
import { policyOf } from "#lib/policy/queries";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "Policy" };

export default async function PolicyPage({ params }: { params: Promise<{ workspace: string }> }) {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, (await params).workspace, "policy:manage"));
  const view = await policyOf(caller, workspace.id);
  return (
    <Page>
      <PageHeader title="Policy" description={`Rules for every key that reaches ${workspace.name}.`} />
      <PolicyForm
        view={view}
        action={changePolicyAction.bind(null, workspace.id)}
        // The form calls it with its data alone, so the previous state is bound too.
        previewAction={previewPolicyAction.bind(null, workspace.id, IDLE)}
      />
    </Page>
  );
}
