/** One source file as its shape is counted: functions with their lines, what it declares, exports and imports. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {type Module, parseSync} from '@swc/core';

export interface SourceModule {
  /** Relative to the repository, with forward slashes. */
  readonly file: string;
  readonly lines: number;
  readonly functions: readonly SourceFunction[];
  /** Names of variables, functions, parameters, classes and types that are declared here. */
  readonly declared: readonly string[];
  readonly exported: readonly string[];
  readonly imports: readonly SourceImport[];
  /** The text of its string literals and templates. */
  readonly strings: readonly string[];
}

interface SourceFunction {
  readonly name: string;
  readonly lines: number;
  readonly parameters: number;
}

interface SourceImport {
  /** The file that is meant; undefined for packages. */
  readonly file: string | undefined;
  readonly names: readonly string[];
  readonly isDynamic: boolean;
}

/** A node of the syntax tree, as far as walking it needs. */
interface Node {
  readonly type?: string;
  readonly span?: {readonly start: number; readonly end: number};
  readonly [key: string]: unknown;
}

/** @throws what the parser says of a file that is no TypeScript */
export function readModule(repository: string, file: string): SourceModule {
  const text = readFileSync(path.join(repository, file), 'utf8');
  const tree = parseSync(text, {syntax: 'typescript', tsx: file.endsWith('x'), target: 'esnext'});
  const reader = new ModuleReader(file, text, tree);
  reader.visit(tree as unknown as Node, undefined);
  return {
    file,
    lines: text.split('\n').length - 1,
    functions: reader.functions,
    declared: reader.declared,
    exported: reader.exported,
    imports: reader.imports,
    strings: reader.strings,
  };
}

class ModuleReader {
  readonly functions: SourceFunction[] = [];
  readonly declared: string[] = [];
  readonly exported: string[] = [];
  readonly imports: SourceImport[] = [];
  readonly strings: string[] = [];
  readonly #file: string;
  readonly #bytes: Buffer;
  readonly #start: number;

  constructor(file: string, text: string, tree: Module) {
    this.#file = file;
    this.#bytes = Buffer.from(text);
    // Spans count bytes on from whatever was parsed before; the module's ends with the file.
    this.#start = tree.span.end - this.#bytes.length;
  }

  visit(node: Node, name: string | undefined): void {
    this.#read(node, name);
    for (const [key, value] of Object.entries(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (child === null || typeof child !== 'object') continue;
        const inner = 'expression' in child && !('type' in child) ? child.expression : child;
        this.visit(inner as Node, key === 'span' ? undefined : nameOf(node));
      }
    }
  }

  #read(node: Node, name: string | undefined): void {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'ClassMethod':
      case 'PrivateMethod':
      case 'Constructor':
        this.#function(node, name);
        break;
      case 'ImportDeclaration':
        this.#import(node);
        break;
      case 'ExportDeclaration':
        this.exported.push(...declaredBy(node['declaration'] as Node));
        break;
      case 'ExportNamedDeclaration':
        this.#exportNames(node);
        break;
      case 'CallExpression':
        this.#dynamicImport(node);
        break;
      case 'StringLiteral':
        this.strings.push(String(node['value']));
        break;
      case 'TemplateElement':
        this.strings.push(String(node['raw']));
        break;
      default:
    }
    this.declared.push(...declarations(node));
  }

  #function(node: Node, outer: string | undefined): void {
    const parameters = (node['params'] ??
      (node['function'] as Node)?.['params'] ??
      []) as readonly Node[];
    this.functions.push({
      name: nameOf(node) ?? outer ?? '(none)',
      lines: this.#lines(node),
      parameters: parameters.length,
    });
  }

  #lines({span}: Node): number {
    const from = span!.start - this.#start;
    const text = this.#bytes.subarray(from, span!.end - this.#start);
    return text.toString().split('\n').length;
  }

  #import(node: Node): void {
    const specifiers = node['specifiers'] as readonly Node[];
    this.imports.push({
      file: this.#target(node['source'] as Node),
      names: specifiers.map(specifier => {
        if (specifier.type === 'ImportNamespaceSpecifier') return '*';
        const imported = (specifier['imported'] ?? specifier['local']) as Node;
        return String(imported['value']);
      }),
      isDynamic: false,
    });
  }

  #exportNames(node: Node): void {
    const names = (node['specifiers'] as readonly Node[]).map(specifier => {
      const shown = (specifier['exported'] ?? specifier['orig'] ?? specifier['name']) as Node;
      return String(shown['value']);
    });
    this.exported.push(...names);
    const source = node['source'] as Node | null;
    if (source === null) return;
    this.imports.push({file: this.#target(source), names, isDynamic: false});
  }

  #dynamicImport(node: Node): void {
    if ((node['callee'] as Node).type !== 'Import') return;
    const [first] = node['arguments'] as readonly {readonly expression: Node}[];
    if (first?.expression.type !== 'StringLiteral') return;
    this.imports.push({file: this.#target(first.expression), names: ['*'], isDynamic: true});
  }

  #target(source: Node): string | undefined {
    const written = String(source['value']);
    if (!written.startsWith('.')) return undefined;
    return path.posix.join(path.posix.dirname(this.#file), written);
  }
}

/** What a node is called, for the functions in it. */
function nameOf(node: Node): string | undefined {
  const named = (node['identifier'] ?? node['key'] ?? node['id']) as Node | null | undefined;
  const value = named?.['value'] ?? (named?.['id'] as Node | undefined)?.['value'];
  return typeof value === 'string' ? value : undefined;
}

const declaringTypes = new Set([
  'FunctionDeclaration',
  'ClassDeclaration',
  'TsInterfaceDeclaration',
  'TsTypeAliasDeclaration',
  'TsEnumDeclaration',
]);

function declaredBy(declaration: Node): readonly string[] {
  if (declaration.type !== 'VariableDeclaration') return [nameOf(declaration) ?? ''];
  const declarators = declaration['declarations'] as readonly Node[];
  return declarators.flatMap(declarator => boundNames(declarator['id'] as Node));
}

function declarations(node: Node): readonly string[] {
  if (declaringTypes.has(node.type ?? '')) return [nameOf(node) ?? ''];
  if (node.type === 'VariableDeclarator') return boundNames(node['id'] as Node);
  if (node.type === 'Parameter') return boundNames(node['pat'] as Node);
  if (node.type === 'ArrowFunctionExpression') {
    return (node['params'] as readonly Node[]).flatMap(boundNames);
  }
  return [];
}

/** The names that a pattern binds: `{a, b: [c]}` binds a and c. */
function boundNames(pattern: Node): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [String(pattern['value'])];
    case 'ObjectPattern':
      return (pattern['properties'] as readonly Node[]).flatMap(property =>
        boundNames((property['value'] ?? property['key'] ?? property['argument']) as Node),
      );
    case 'ArrayPattern':
      return (pattern['elements'] as readonly (Node | null)[]).flatMap(element =>
        element === null ? [] : boundNames(element),
      );
    case 'AssignmentPattern':
      return boundNames(pattern['left'] as Node);
    case 'RestElement':
      return boundNames(pattern['argument'] as Node);
    default:
      return [];
  }
}
