"use client";

import type { ReactNode } from "react";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { SavedNote } from "#components/form/saved-note";
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

const FIELDS = ["maxLifetimeDays", "networks"] as const;

type PolicyFormProps = {
  view: PolicyView;
  action: (previous: FormState, formData: FormData) => Promise<FormState>;
  previewAction: PreviewAction;
};

/** What the workspace asks of keys. Says what a change comes to before it is saved. */
export function PolicyForm({ view, action, previewAction }: PolicyFormProps) {
  const [state, submit, pending] = useFormAction<FormState>(action, IDLE);
  const effect = usePolicyEffect(previewAction, view.version);
  const errors = fieldErrors(state);
  const { settings, version, workspace } = view;
  return (
    <Form action={submit} state={state} onChange={effect.changed} className="grid grid-cols-[minmax(0,1fr)] gap-6">
      {/* Anew for another version: what is shown is what `seen` stands for. */}
      <Rules key={version}>
        <input type="hidden" name="seen" value={version} />
        <KeyRules settings={settings} errors={errors} />
        <NetworkRules networks={settings.networks} error={errors.networks} />
        <Card aria-labelledby="confirmation">
          <CardHeader
            id="confirmation"
            title="Destructive tools"
            description="Tools that may change or delete things for good, as their servers say."
          />
          <CardBody>
            <Checkbox
              name="confirmDestructive"
              defaultChecked={settings.confirmDestructive}
              label="Ask before destructive tools"
              help="People see each call in their client and have to agree to it. A client that cannot ask is refused, and told what an admin can do. To allow one tool alone, set it to “Writing” on its server's page."
              className="max-w-form"
            />
          </CardBody>
        </Card>
      </Rules>
      <Card aria-label="Save the policy">
        <CardBody className="grid gap-3">
          <PolicyEffect state={effect.state} workspace={workspace} />
          <FormNotice message={formMessage(state, FIELDS)} />
        </CardBody>
        <CardFooter>
          <SavedNote {...{ state, pending }} before="It holds from each key's next request on.">
            Policy saved
          </SavedNote>
          <SubmitButton>Save policy</SubmitButton>
        </CardFooter>
      </Card>
    </Form>
  );
}

function Rules({ children }: { children: ReactNode }) {
  return <div className="contents">{children}</div>;
}
