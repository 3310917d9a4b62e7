"use client";

import type { ReactNode } from "react";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { SavedNote } from "#components/form/saved-note";
import { AppRules } from "#components/policy/app-rules";
import { KeyRules } from "#components/policy/key-rules";
import { NetworkRules } from "#components/policy/network-rules";
import { PolicyEffect } from "#components/policy/policy-effect";
import { type PreviewAction, usePolicyEffect } from "#components/policy/use-policy-effect";
import { Card, CardBody, CardFooter, CardHeader } from "#components/ui/card";
import { Checkbox } from "#components/ui/checkbox";
import { Form } from "#components/ui/form";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";
import type { PolicyView } from "#lib/policy/dto";

const FIELDS = ["maxLifetimeDays", "listedClients", "maxAppLifetimeDays", "networks"] as const;

type PolicyFormProps = {
  view: PolicyView;
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  previewAction: PreviewAction;
};

/** The form of a workspace's policy. It shows the effect of a change before the change is saved. */
export function PolicyForm({ view, action, previewAction }: PolicyFormProps) {
  const [state, submit, pending] = useFormAction<FormState>(action, IDLE);
  const effect = usePolicyEffect(previewAction, view.version);
  const errors = fieldErrors(state);
  const { settings, version, workspace } = view;
  return (
    <Form
      action={submit}
      state={state}
      keep="policy"
      onChange={effect.changed}
      className="grid grid-cols-[minmax(0,1fr)] gap-6"
    >
      {/* The key renders the fields again for a new version, so that `seen` is the version of the shown values. */}
      <Rules key={version}>
        <input type="hidden" name="seen" value={version} />
        <KeyRules settings={settings} errors={errors} />
        <AppRules settings={settings} errors={errors} />
        <NetworkRules networks={settings.networks} error={errors.networks} />
        <Card aria-labelledby="confirmation">
          <CardHeader
            id="confirmation"
            title="Destructive tools"
            description="Tools that, according to their servers, may change or delete things permanently."
          />
          <CardBody>
            <Checkbox
              name="confirmDestructive"
              defaultChecked={settings.confirmDestructive}
              label="Ask before destructive tools"
              help="The client shows each call to a person, who must agree to it. A client that cannot ask is refused and told what an admin can do. On the page of a server, this can be set for that server alone; and a single tool that is set to “Writing” there is never asked about."
              className="max-w-form"
            />
            <Exceptions exceptions={view.exceptions} />
          </CardBody>
        </Card>
      </Rules>
      <Card aria-label="Save the policy">
        <CardBody className="grid gap-3">
          <PolicyEffect state={effect.state} workspace={workspace} />
          <FormNotice message={formMessage(state, FIELDS)} />
        </CardBody>
        <CardFooter>
          <SavedNote {...{ state, pending }} before="It applies from the next request of each key and app.">
            Policy saved
          </SavedNote>
          <SubmitButton>Save policy</SubmitButton>
        </CardFooter>
      </Card>
    </Form>
  );
}

/** Names the servers that the setting does not change. */
function Exceptions({ exceptions }: Pick<PolicyView, "exceptions">) {
  const named = (wanted: "always" | "never") =>
    exceptions.filter(({ asks }) => asks === wanted).map(({ name }) => name);
  const sentences = [
    named("always").length > 0 && `Always asked about, whatever is chosen here: ${named("always").join(", ")}.`,
    named("never").length > 0 && `Never asked about: ${named("never").join(", ")}.`,
  ];
  const text = sentences.filter(Boolean).join(" ");
  return text && <p className="mt-3 max-w-form break-words text-muted-foreground text-sm">{text}</p>;
}

function Rules({ children }: { children: ReactNode }) {
  return <div className="contents">{children}</div>;
}
