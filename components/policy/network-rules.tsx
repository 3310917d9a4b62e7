import { Card, CardBody, CardHeader } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Textarea } from "#components/ui/textarea";
import { NETWORKS_MAX } from "#lib/policy/limits";

const ROWS_MIN = 3;
const ROWS_MAX = 10;

type NetworkRulesProps = { networks: readonly string[]; error: string | undefined };

/** From where keys may be used. */
export function NetworkRules({ networks, error }: NetworkRulesProps) {
  return (
    <Card aria-labelledby="networks">
      <CardHeader
        id="networks"
        title="Networks"
        description="From where keys may be used. Signing in to Latchkey is not limited by this."
      />
      <CardBody>
        <Field
          label="Allowed networks"
          name="networks"
          optional
          error={error}
          help={`Addresses or networks (CIDR), one a line, at most ${NETWORKS_MAX}. Leave it empty to allow any address.`}
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
