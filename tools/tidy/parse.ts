/**
 * From texts to SourceFiles, by the TypeScript compiler's own parser: one short-lived compiler process over an in-memory
 * file system, with no library and no module resolution, so that nothing but syntax is looked at (about 30 ms).
 * The compiler's JavaScript interface is called unstable: this is the only file that knows it.
 */
import { type Node, SyntaxKind, type SourceFile as Tree } from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';
import { type Comment, type Import, resolveImport, type SourceFile, type Span, type TextFile } from './source.ts';

const root = '/repository';
const configuration = `${root}/tsconfig.json`;

const literals = new Set([
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateHead,
  SyntaxKind.TemplateMiddle,
  SyntaxKind.TemplateTail,
  SyntaxKind.RegularExpressionLiteral,
]);

const functions = new Set([
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
]);

/** Reads files as TypeScript (or JavaScript), in the order given. */
export function parse(files: readonly TextFile[]): SourceFile[] {
  const options = { noLib: true, noResolve: true, allowJs: true, noEmit: true, types: [], module: 'nodenext' };
  const disk = new Map(files.map(({ path, text }) => [`${root}/${path}`, text]));
  const names = [...disk.keys()];
  disk.set(configuration, JSON.stringify({ compilerOptions: options, files: names }));
  const api = new API({
    cwd: root,
    fs: {
      readFile: (path) => disk.get(path) ?? null,
      fileExists: (path) => disk.has(path),
      directoryExists: () => true,
      getAccessibleEntries: () => ({ files: [], directories: [] }),
      realpath: (path) => path,
    },
  });
  try {
    const project = api.updateSnapshot({ openProjects: [configuration] }).getProject(configuration);
    return files.map((file) => {
      const tree = project?.program.getSourceFile(`${root}/${file.path}`);
      if (tree === undefined) throw new Error(`the compiler did not read ${file.path}`);
      return new Reading(file, tree).result();
    });
  } finally {
    api.close();
  }
}

/** One walk over one syntax tree, gathering what checks ask for. */
class Reading {
  private readonly file: TextFile;
  private readonly tree: Tree;
  private readonly lineStarts: number[];
  private readonly imports: Import[] = [];
  private readonly functions: Span[] = [];
  private readonly anyLines: number[] = [];
  private code: string;

  constructor(file: TextFile, tree: Tree) {
    this.file = file;
    this.tree = tree;
    this.lineStarts = [0, ...[...file.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    this.code = file.text;
    this.visit(tree, tree);
  }

  result(): SourceFile {
    const comments: Comment[] = [];
    // Literals are blank by now, so what looks like a comment is one.
    const code = this.code.replace(/^#!.*/, blank).replace(/\/\/.*|\/\*[\s\S]*?\*\//g, (comment, index: number) => {
      const end = index + comment.length;
      comments.push({ text: this.file.text.slice(index, end), ...this.span(index, end) });
      return blank(comment);
    });
    const { imports, functions, anyLines } = this;
    return { ...this.file, code, comments, imports, functions, anyLines };
  }

  private visit(node: Node, parent: Node): void {
    const start = node.getStart(this.tree);
    if (literals.has(node.kind)) this.literal(node, parent, start);
    if (functions.has(node.kind) && !isGroupOfTests(parent, this.tree)) this.functions.push(this.span(start, node.end));
    if (node.kind === SyntaxKind.AnyKeyword) this.anyLines.push(this.span(start, start).firstLine);
    node.forEachChild((child) => this.visit(child, node));
  }

  private literal(node: Node, parent: Node, start: number): void {
    const { code, file } = this;
    this.code = code.slice(0, start + 1) + blank(code.slice(start + 1, node.end - 1)) + code.slice(node.end - 1);
    const typeOnly = importKind(parent, this.tree);
    if (typeOnly === undefined) return;
    const specifier = file.text.slice(start + 1, node.end - 1);
    const target = resolveImport(file.path, specifier);
    this.imports.push({ specifier, line: this.span(start, start).firstLine, typeOnly: typeOnly === 'type', target });
  }

  private span(start: number, end: number): Span {
    const line = (position: number): number => this.lineStarts.findLastIndex((at) => at <= position) + 1;
    return { firstLine: line(start), lastLine: line(end) };
  }
}

/** Whether a literal under this node names a module; `new URL('./worker.ts', import.meta.url)` does as well. */
function importKind(node: Node, tree: Tree): 'type' | 'value' | undefined {
  const text = node.getText(tree);
  switch (node.kind) {
    case SyntaxKind.ImportDeclaration:
    case SyntaxKind.ExportDeclaration:
      return /^(import|export)\s+type\b/.test(text) ? 'type' : 'value';
    case SyntaxKind.CallExpression:
      return /^(import|require)\b/.test(text) ? 'value' : undefined;
    case SyntaxKind.NewExpression:
      return /^new URL\(\s*(['"`])\.[\s\S]*,\s*import\.meta\.url,?\s*\)$/.test(text) ? 'value' : undefined;
    case SyntaxKind.LiteralType:
      return /^import\b/.test(node.parent.getText(tree)) ? 'type' : undefined;
    default:
      return undefined;
  }
}

function isGroupOfTests(node: Node, tree: Tree): boolean {
  return node.kind === SyntaxKind.CallExpression && /^(describe|suite)\b/.test(node.getText(tree));
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
