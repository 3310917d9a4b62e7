import { parseSync } from "oxc-parser";

/** One small change of a file: `before` at `start` becomes `after`. */
export type Mutant = {
  /** Character offsets in the file. */
  start: number;
  end: number;
  after: string;
  /** The kind of the change, as in "boundary" or "removed statement". */
  kind: string;
};

type Node = { type: string; start: number; end: number } & Record<string, unknown>;

const OPPOSITES: Record<string, [operator: string, kind: string]> = {
  "<": ["<=", "boundary"],
  "<=": ["<", "boundary"],
  ">": [">=", "boundary"],
  ">=": [">", "boundary"],
  "===": ["!==", "equality"],
  "!==": ["===", "equality"],
  "+": ["-", "arithmetic"],
  "-": ["+", "arithmetic"],
  "*": ["/", "arithmetic"],
  "/": ["*", "arithmetic"],
  "&&": ["||", "logic"],
  "||": ["&&", "logic"],
};

/** Calls whose removal changes nothing that a user or another program could see. */
const UNSEEN = /^(await )?(log\(\)|(clearTimeout|clearInterval|console)\b)/;
/** Objects whose properties are conditions of a query: leaving one out finds more rows. */
const CONDITIONS = new Set(["where", "AND", "some", "every"]);

/**
 * Lists the changes of a file that its tests should notice.
 * @param text the source, in TypeScript
 */
export function mutantsOf(file: string, text: string): Mutant[] {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const mutants: Mutant[] = [];
  visit(program as unknown as Node, null, (node, parent) => {
    mutants.push(...changesOf(node, parent, text));
  });
  return mutants;
}

/** Visits every node but those of types, which do not exist when the program runs. */
function visit(node: Node, parent: Node | null, onNode: (node: Node, parent: Node | null) => void): void {
  if (node.type.startsWith("TSType") || node.type.startsWith("TSInterface") || node.type === "ImportDeclaration")
    return;
  onNode(node, parent);
  for (const child of Object.values(node)) {
    for (const each of Array.isArray(child) ? child : [child]) {
      if (isNode(each)) visit(each, node, onNode);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

function changesOf(node: Node, parent: Node | null, text: string): Mutant[] {
  const { start, end } = node;
  const source = text.slice(start, end);
  const change = (after: string, kind: string): Mutant => ({ start, end, after, kind });
  switch (node.type) {
    case "BinaryExpression":
    case "LogicalExpression":
      return operatorChange(node, text);
    case "IfStatement":
    case "ConditionalExpression":
      return ["true", "false"].map((value) => ({ ...(node.test as Node), after: value, kind: "condition" })).map(only);
    case "UnaryExpression":
      return node.operator === "!" ? [change(source.slice(1), "negation")] : [];
    case "Literal":
      return literalChange(node, parent, change);
    case "ExpressionStatement":
      return UNSEEN.test(source) || isNode(node.directive) ? [] : [change(";", "removed statement")];
    case "AwaitExpression":
      return [];
    case "Property":
      return parent && isCondition(parent, text) ? [change(`...{}`, "removed condition")] : [];
    default:
      return [];
  }
}

function only({ start, end, after, kind }: Mutant): Mutant {
  return { start, end, after, kind };
}

function operatorChange(node: Node, text: string): Mutant[] {
  const [operator, kind] = OPPOSITES[String(node.operator)] ?? [];
  const [left, right] = [node.left as Node, node.right as Node];
  if (!operator || !kind || isText(left) || isText(right)) return [];
  const between = text.slice(left.end, right.start);
  const at = left.end + between.indexOf(String(node.operator));
  return [{ start: at, end: at + String(node.operator).length, after: operator, kind }];
}

/** A plus between texts is no arithmetic. */
function isText(node: Node): boolean {
  return node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node.value === "string");
}

function literalChange(node: Node, parent: Node | null, change: (after: string, kind: string) => Mutant): Mutant[] {
  if (typeof node.value === "boolean") return [change(String(!node.value), "boolean")];
  const isIndex = parent?.type === "MemberExpression";
  if (typeof node.value === "number" && !isIndex) return [change(String(node.value + 1), "number")];
  return [];
}

/** Whether an object is what follows `where:` or the like. The text before it tells, because a node knows no parents. */
function isCondition(object: Node, text: string): boolean {
  if (object.type !== "ObjectExpression") return false;
  const [, name = ""] = /(\w+)\s*:\s*\[?\s*$/.exec(text.slice(Math.max(0, object.start - 40), object.start)) ?? [];
  return CONDITIONS.has(name);
}
