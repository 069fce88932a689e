/**
 * Faults of services, beside those of functions that the instrumenter makes by itself: what is not waited for, not written
 * through, not called, answered with another status, allowed one time too often. Each operator looks at one node of the
 * syntax tree (Babel's) and gives what may stand in its place; who places it and switches it is the instrumenter.
 */

/** A node as far as it is looked at here. */
export interface SyntaxNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Where a node stands. */
export interface SyntaxPath {
  readonly node: SyntaxNode;
  readonly parent: SyntaxNode | null;
}

export interface ServiceOperator {
  readonly name: string;
  mutate(path: SyntaxPath): Iterable<SyntaxNode>;
}

const NOTHING: SyntaxNode = { type: 'Identifier', name: 'undefined' };
const SYNC = /^(f?(data)?sync|flush)(Sync)?$/i;
const LOGGING = /^(console|log|logger|debug|trace|info|warn)$/i;
const LIMIT = /max|min|limit|size|length|count|most|least|quota/i;
const STATUS = /status|code|writeHead/i;

export const SERVICE_OPERATORS: readonly ServiceOperator[] = [
  {
    name: 'DroppedAwait',
    *mutate({ node }) {
      if (node.type === 'AwaitExpression') yield child(node, 'argument');
    },
  },
  {
    name: 'SkippedSync',
    *mutate({ node }) {
      if (node.type !== 'CallExpression' || !SYNC.test(nameOf(child(node, 'callee')))) return;
      const last = (node.arguments as readonly SyntaxNode[]).at(-1);
      // A callback is still called.
      const later = { type: 'Identifier', name: 'queueMicrotask' };
      yield last && /Function/.test(last.type) ? { type: 'CallExpression', callee: later, arguments: [last] } : NOTHING;
    },
  },
  {
    name: 'SkippedCall',
    *mutate({ node }) {
      if (node.type !== 'ExpressionStatement') return;
      const expression = child(node, 'expression');
      const call = expression.type === 'AwaitExpression' ? child(expression, 'argument') : expression;
      if (call.type !== 'CallExpression' || child(call, 'callee').type === 'Super') return;
      const words = wordsOf(child(call, 'callee'));
      if (!words.some((word) => LOGGING.test(word) || SYNC.test(word))) yield { type: 'EmptyStatement' };
    },
  },
  {
    name: 'SwappedStatus',
    *mutate({ node, parent }) {
      if (!isWhole(node) || parent === null || !STATUS.test(purposeOf(parent, node))) return;
      const swapped = swappedStatus(node.value as number);
      if (swapped !== null) yield numeral(swapped);
    },
  },
  {
    name: 'LimitOffByOne',
    *mutate({ node, parent }) {
      if (!isWhole(node) || parent === null || (node.value as number) < 2) return;
      const isCompared = parent.type === 'BinaryExpression' && /^[<>]=?$/.test(parent.operator as string);
      if (isCompared || LIMIT.test(purposeOf(parent, node))) yield numeral((node.value as number) + 1);
    },
  },
];

/** An error that is told as a success, or a success by another number; null where the number is no such status. */
function swappedStatus(status: number): number | null {
  if (status < 200 || status > 599) return null;
  if (status === 200) return 201;
  return status < 300 ? 200 : status < 400 ? null : 200;
}

/** What a number is for, by the name of what it is given to; empty where there is none. */
function purposeOf(parent: SyntaxNode, node: SyntaxNode): string {
  switch (parent.type) {
    case 'ObjectProperty':
    case 'ClassProperty':
      return parent.value === node ? nameOf(child(parent, 'key')) : '';
    case 'VariableDeclarator':
      return nameOf(child(parent, 'id'));
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return nameOf(child(parent, 'left'));
    case 'BinaryExpression':
      return parent.left === node ? '' : nameOf(child(parent, 'left'));
    case 'CallExpression':
    case 'NewExpression':
      return nameOf(child(parent, 'callee'));
    default:
      return '';
  }
}

/** `status` of `response.status`, of `status` and of `this.#status`. */
function nameOf(node: SyntaxNode): string {
  return wordsOf(node).at(-1) ?? '';
}

/** `response`, `status` of `response.status`. */
function wordsOf(node: SyntaxNode): string[] {
  switch (node.type) {
    case 'Identifier':
      return [node.name as string];
    case 'PrivateName':
      return wordsOf(child(node, 'id'));
    case 'StringLiteral':
      return [node.value as string];
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return [...wordsOf(child(node, 'object')), ...wordsOf(child(node, 'property'))];
    default:
      return [];
  }
}

function child(node: SyntaxNode, field: string): SyntaxNode {
  return node[field] as SyntaxNode;
}

function isWhole(node: SyntaxNode): boolean {
  return node.type === 'NumericLiteral' && Number.isInteger(node.value);
}

function numeral(value: number): SyntaxNode {
  return { type: 'NumericLiteral', value };
}
