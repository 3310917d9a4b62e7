import { Card, CardBody, CardHeader } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Textarea } from "#components/ui/textarea";
import { NETWORKS_MAX } from "#lib/policy/limits";

const ROWS_MIN = 3;
const ROWS_MAX = 10;

type NetworkRulesProps = { networks: readonly string[]; error: string | undefined };

/** The rule for the networks from which keys may be used. */
export function NetworkRules({ networks, error }: NetworkRulesProps) {
  return (
    <Card aria-labelledby="networks">
      <CardHeader
        id="networks"
        title="Networks"
        description="The networks from which keys may be used. They do not limit who can sign in to Latchkey."
      />
      <CardBody>
        <Field
          label="Allowed networks"
          name="networks"
          optional
          error={error}
          help={`Addresses or networks (CIDR), one per line, at most ${NETWORKS_MAX}. Leave it empty to allow any address.`}
          className="max-w-form"
        >
          {(control) => (
            <Textarea
              {...control}
              rows={Math.min(ROWS_MAX, Math.max(ROWS_MIN, networks.length + 1))}
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
              placeholder={"192.0.2.7\n10.0.0.0/8\n2001:db8::/32"}
              defaultValue={networks.join("\n")}
              className="font-mono"
            />
          )}
        </Field>
      </CardBody>
    </Card>
  );
}
