import { parseSync } from "oxc-parser";

type Node = { type: string; start: number; end: number } & Record<string, unknown>;

/** What stands among the children of an element. */
type Child = {
  node: Node;
  /** Whether it can be a text of its own, outside any element. */
  isText: boolean;
  /** Whether it can come, go, or become something of another kind while the element stays. */
  changes: boolean;
};

type BareText = { line: number; text: string };

/**
 * Finds texts that stand beside something that changes, in an element that stays.
 *
 * Programs that translate a page put their own elements in the place of its texts. React then finds that its text has
 * gone: it throws when it removes the text or puts something before it, and a changed text stays as it was. An element
 * with one text and nothing else is safe, because React sets its whole content.
 * @param text the source of a component, in TypeScript
 */
export function bareTexts(file: string, text: string): BareText[] {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const found: BareText[] = [];
  const add = ({ start, end }: Node) =>
    found.push({ line: text.slice(0, start).split("\n").length, text: text.slice(start, end).trim() });
  visit(program as unknown as Node, (node) => {
    if (node.type === "FunctionDeclaration") {
      for (const returned of textsReturnedBy(node)) add(returned);
      for (const reused of reusedIn(returnedBy(node))) add(reused);
    }
    if (node.type === "ConditionalExpression") {
      for (const reused of reusedIn([node.consequent as Node, node.alternate as Node])) add(reused);
    }
    if (node.type !== "JSXElement" && node.type !== "JSXFragment") return;
    const children = childrenOf(node);
    // The parts of a fragment stand in an element that may stay when the fragment goes.
    const isRisky = node.type === "JSXFragment" || (children.length > 1 && children.some(({ changes }) => changes));
    if (!isRisky) return;
    const bare = children.find(({ isText }) => isText);
    if (bare) add(bare.node);
  });
  return found;
}

/** Finds the texts that a component returns. Its place can be in an element that stays, and it can return an element too. */
function textsReturnedBy(component: Node): Node[] {
  const isComponent = /^[A-Z]/.test(String((component.id as Node | null)?.name));
  return isComponent ? returnedBy(component).filter(isSurelyText) : [];
}

function returnedBy(component: Node): Node[] {
  const returned: Node[] = [];
  visit(component.body as Node, (node) => {
    if (node.type === "ReturnStatement" && node.argument) returned.push(node.argument as Node);
  });
  return returned;
}

/**
 * Finds elements with a text beside other children, of which React makes another one of the alternatives, because both
 * have the same tag and no key. It then removes the text.
 */
function reusedIn(alternatives: Node[]): Node[] {
  const all = alternatives.map((alternative) => elementsOf(alternative));
  return all.flatMap((elements, index) => {
    const others = new Set(all.filter((_elements, other) => other !== index).flatMap((list) => list.map(tagOf)));
    return elements.filter((element) => others.has(tagOf(element)) && !hasKey(element) && isMixed(element));
  });
}

/** The elements at the top of an expression. Those of a fragment count too: React treats them as a list. */
function elementsOf(expression: Node): Node[] {
  if (expression.type === "ParenthesizedExpression") return elementsOf(expression.expression as Node);
  if (expression.type === "JSXElement") return [expression];
  if (expression.type !== "JSXFragment") return [];
  return (expression.children as Node[]).filter(({ type }) => type === "JSXElement");
}

function tagOf(element: Node): string {
  const { name } = element.openingElement as { name: Node };
  return String(name.name);
}

function hasKey(element: Node): boolean {
  const { attributes } = element.openingElement as { attributes: Node[] };
  return attributes.some((attribute) => (attribute.name as Node | undefined)?.name === "key");
}

function isMixed(element: Node): boolean {
  const children = childrenOf(element);
  return children.length > 1 && children.some(({ isText }) => isText);
}

function isSurelyText(expression: Node): boolean {
  switch (expression.type) {
    case "TemplateLiteral":
      return true;
    case "Literal":
      return typeof expression.value === "string";
    case "ParenthesizedExpression":
      return isSurelyText(expression.expression as Node);
    case "LogicalExpression":
      return isSurelyText(expression.right as Node);
    case "ConditionalExpression":
      return isSurelyText(expression.consequent as Node) || isSurelyText(expression.alternate as Node);
    case "CallExpression":
      return calledName(expression) === "join";
    default:
      return false;
  }
}

function childrenOf(node: Node): Child[] {
  return (node.children as Node[]).flatMap((child): Child[] => {
    if (child.type === "JSXText") return isBlank(child) ? [] : [{ node: child, isText: true, changes: false }];
    if (child.type === "JSXElement") return [{ node: child, isText: false, changes: false }];
    if (child.type === "JSXFragment") return childrenOf(child);
    const expression = child.expression as Node | undefined;
    if (!expression || expression.type === "JSXEmptyExpression") return [];
    return [{ node: child, ...kindOf(expression) }];
  });
}

/** React drops a text of blanks that has a line break. */
function isBlank(node: Node): boolean {
  const value = String(node.value);
  return value.trim() === "" && value.includes("\n");
}

/** Says what an expression among children can be. A name or a call can be a text, but its place stays taken. */
function kindOf(expression: Node): Pick<Child, "isText" | "changes"> {
  switch (expression.type) {
    case "ChainExpression":
    case "ParenthesizedExpression":
      return kindOf(expression.expression as Node);
    case "Literal":
      return { isText: typeof expression.value !== "boolean" && expression.value !== null, changes: false };
    case "JSXElement":
      return { isText: false, changes: false };
    case "JSXFragment":
      return { isText: childrenOf(expression).some(({ isText }) => isText), changes: true };
    case "LogicalExpression":
      // The text in place of a missing one is a text too.
      if (expression.operator === "??" && isText(expression.right as Node)) return STAYING_TEXT;
      return { isText: isText(expression.right as Node), changes: true };
    case "ConditionalExpression":
      return conditionKind(expression.consequent as Node, expression.alternate as Node);
    case "CallExpression":
      return MAKES_LISTS.has(calledName(expression)) ? { isText: false, changes: true } : STAYING_TEXT;
    default:
      return isSlot(expression) ? { isText: false, changes: true } : STAYING_TEXT;
  }
}

const STAYING_TEXT = { isText: true, changes: false };

/** One of two texts is a text that stays: React changes its value alone. */
function conditionKind(consequent: Node, alternate: Node): Pick<Child, "isText" | "changes"> {
  const kinds = [kindOf(consequent), kindOf(alternate)];
  const areTexts = kinds.every((kind) => kind.isText && !kind.changes);
  return { isText: kinds.some((kind) => kind.isText), changes: !areTexts };
}

const isText = (expression: Node): boolean => kindOf(expression).isText;

/** Calls whose results are lists of elements. */
const MAKES_LISTS = new Set(["map", "flatMap", "children"]);
/** Names of what a caller puts there: elements that may come and go. */
const SLOTS = new Set(["children", "action", "icon", "footer", "menu", "bell", "sparkline", "workspaces", "created"]);

function calledName({ callee }: Node): string {
  const called = callee as Node;
  return String(((called.property as Node | undefined) ?? called).name);
}

function isSlot(expression: Node): boolean {
  if (expression.type === "Identifier") return SLOTS.has(String(expression.name));
  return expression.type === "MemberExpression" && SLOTS.has(String((expression.property as Node).name));
}

function visit(node: Node, onNode: (node: Node) => void): void {
  onNode(node);
  for (const child of Object.values(node)) {
    for (const each of Array.isArray(child) ? child : [child]) {
      if (typeof each === "object" && each !== null && "type" in each) visit(each as Node, onNode);
    }
  }
}
