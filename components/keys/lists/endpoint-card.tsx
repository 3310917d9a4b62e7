import { Card, CardBody, CardHeader } from "#components/ui/card";
import { CopyField } from "#components/ui/copy-field";

/** Shows the address that every client connects to. */
export function EndpointCard({ endpoint }: { endpoint: string }) {
  return (
    <Card aria-labelledby="mcp-endpoint">
      <CardHeader id="mcp-endpoint" title="MCP endpoint" description="The address that every client connects to." />
      <CardBody className="pt-3">
        <CopyField value={endpoint} accessibleLabel="Copy endpoint" />
      </CardBody>
    </Card>
  );
}
