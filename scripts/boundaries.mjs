// Checks all imports against the tables in boundary-rules.mjs: ARCHITECTURE's rooms and doors.

import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { extname, join, posix } from "node:path";
import { parseSync } from "oxc-parser";
import {
  placedPackages,
  powers,
  programs,
  purePackages,
  rooms,
  testPackages,
  zones,
} from "./boundary-rules.mjs";
import { root } from "./root.mjs";
import { Advice, isMain, runMain } from "./say.mjs";

/** @typedef {{file: string, line: number, rule: string}} Violation */
/** @typedef {{specifier: string, names: string[], type: boolean, offset: number}} Import */

const sourceEndings = new Set([".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"]);
const notSource = new Set(["node_modules", "out", "dist", "test-results", "resources"]);
const builtins = new Set(builtinModules);
const starters = new Set(["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync"]);

/**
 * Checks a whole tree.
 * @param {Map<string, string>} files text by path, relative to the project's folder and with forward slashes
 * @returns {Violation[]}
 */
export function violations(files) {
  const paths = [...files.keys()];
  const empty = rooms
    .filter((room) => !paths.some((path) => path.startsWith(room)))
    .map((room) => ({ file: room, line: 1, rule: "this room is missing or holds no source file" }));
  return [
    ...empty,
    ...unknownPlaces(paths),
    ...paths.flatMap((path) => inspect(path, files.get(path) ?? "")),
    ...circles(importGraph(files)).map((circle) => ({
      file: circle[0],
      line: 1,
      rule: `imports itself in a circle: ${[...circle, circle[0]].join(" -> ")}`,
    })),
  ];
}

/** @returns {Violation[]} the places that the tables name and that hold no source file */
export function unknownPlaces(paths, places = namedPlaces()) {
  return [...places]
    .filter((place) => !paths.some((path) => holds(place, path)))
    .map((place) => ({
      file: "scripts/boundary-rules.mjs",
      line: 1,
      rule: `names ${place}, which holds no source file; remove it from the table or correct it`,
    }));
}

/** @returns {Set<string>} every place of this project that a row of the tables names */
function namedPlaces() {
  return new Set(
    [
      ...zones.flatMap(({ zone, may, types = [], tests = [] }) => [
        zone,
        ...may,
        ...types,
        ...tests,
      ]),
      ...powers.flatMap(({ within, doors }) => [...within, ...doors]),
      ...programs.flatMap(({ within, doors }) => [...within, ...doors]),
      ...placedPackages.map(({ within }) => within),
    ].filter((place) => place !== "package.json"),
  );
}

/**
 * Which file imports which others of the project, types included.
 * @param {Map<string, string>} files
 * @returns {Map<string, string[]>}
 */
function importGraph(files) {
  const graph = new Map();
  for (const [file, text] of files) {
    const { imports } = read(parseSync(file, text).program);
    const targets = imports.flatMap(({ specifier }) => importedFile(files, file, specifier) ?? []);
    graph.set(file, [...new Set(targets)]);
  }
  return graph;
}

/** The file that an import names; undefined for a package, and for a file without source code. */
function importedFile(files, file, specifier) {
  const bare = specifier.replace(/[?#].*$/, "");
  if (!bare.startsWith(".") && !/^@shared(\/|$)/.test(bare)) return undefined;
  const target = pathOf(file, bare);
  return ["", ...sourceEndings]
    .flatMap((ending) => [`${target}${ending}`, posix.join(target, `index${ending}`)])
    .find((path) => files.has(path));
}

/**
 * The circles of a graph, one for each group of files that reach each other: a shortest one through the group's
 * first file by name (Tarjan 1972 finds the groups).
 * @param {Map<string, string[]>} graph
 * @returns {string[][]} the files of each circle; each imports the next, and the last imports the first
 */
export function circles(graph) {
  const groups = [];
  const order = new Map();
  const lowest = new Map();
  const stack = [];
  const visit = (file) => {
    order.set(file, order.size);
    lowest.set(file, order.get(file));
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(file, Math.min(lowest.get(file), lowest.get(next)));
    }
    if (lowest.get(file) === order.get(file)) groups.push(stack.splice(stack.indexOf(file)));
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return groups
    .map((group) => group.sort())
    .filter(([first, ...others]) => others.length > 0 || graph.get(first)?.includes(first))
    .map((group) => shortestCircle(graph, group[0]))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function shortestCircle(graph, start) {
  const from = new Map();
  const queue = [start];
  for (const file of queue)
    for (const next of graph.get(file) ?? []) {
      if (next === start) {
        const circle = [file];
        while (circle[0] !== start) circle.unshift(from.get(circle[0]));
        return circle;
      }
      if (from.has(next)) continue;
      from.set(next, file);
      queue.push(next);
    }
  return [start];
}

/**
 * Checks one file.
 * @param {string} file path relative to the project's folder, with forward slashes
 * @param {string} text
 * @returns {Violation[]}
 */
export function inspect(file, text) {
  // Configuration files of tools are in the project's folder itself and belong to no room.
  if (!file.includes("/")) return [];
  const violation = (offset, rule) => ({
    file,
    line: text.slice(0, offset).split("\n").length,
    rule,
  });
  const zone = zoneOf(file);
  if (!zone) return [violation(0, "stands in no room that scripts/boundary-rules.mjs knows")];
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) return [violation(0, `cannot be read: ${errors[0].message}`)];

  const { imports, started, opaque } = read(program);
  return [
    ...imports.flatMap((found) =>
      rulesBroken(file, zone, found).map((rule) => violation(found.offset, rule)),
    ),
    ...started
      .filter((call) => startedOutside(file, call.program))
      .map((call) => violation(call.offset, `starts ${call.program} outside its door`)),
    ...(app(file) ? opaque : []).map((offset) =>
      violation(offset, "imports something whose name cannot be read here"),
    ),
  ];
}

const app = (file) => ["shared/", "electron/", "renderer/"].some((room) => file.startsWith(room));

/**
 * All imports and started programs of a syntax tree.
 * @returns {{imports: Import[], started: {program: string, offset: number}[], opaque: number[]}} opaque: offsets
 * of imports whose name is known only at run time
 */
function read(program) {
  const imports = [];
  const started = [];
  const opaque = [];
  for (const node of nodes(program)) {
    const found = importOf(node);
    const specifier = found && literal(found.source);
    if (found && specifier === undefined) opaque.push(node.start);
    else if (found)
      imports.push({ specifier, names: found.names, type: found.type, offset: found.source.start });
    const name = startOf(node);
    if (name) started.push({ program: name, offset: node.start });
  }
  return { imports, started, opaque };
}

function* nodes(value) {
  if (Array.isArray(value)) for (const each of value) yield* nodes(each);
  else if (value && typeof value === "object") {
    if (typeof value.type === "string") yield value;
    for (const each of Object.values(value)) yield* nodes(each);
  }
}

/**
 * The import of a node: the expression with the module's name, the imported names, and whether it imports types
 * only.
 */
function importOf(node) {
  const whole = { names: ["*"], type: false };
  switch (node.type) {
    case "ImportDeclaration": {
      const types = node.specifiers.map((each) => each.importKind === "type");
      const onlyTypes = types.length > 0 && types.every(Boolean);
      const names = node.specifiers.map((each) => nameOf(each.imported));
      return { source: node.source, names, type: node.importKind === "type" || onlyTypes };
    }
    case "ExportNamedDeclaration": {
      const names = node.specifiers.map((each) => nameOf(each.local));
      return node.source && { source: node.source, names, type: node.exportKind === "type" };
    }
    case "ExportAllDeclaration":
      return { ...whole, source: node.source, type: node.exportKind === "type" };
    case "ImportExpression":
      return { ...whole, source: node.source };
    case "TSImportType":
      return { ...whole, source: node.source, type: true };
    case "TSExternalModuleReference":
      return { ...whole, source: node.expression };
    case "CallExpression":
      return loads(node.callee) && node.arguments[0]
        ? { ...whole, source: node.arguments[0] }
        : undefined;
    default:
      return undefined;
  }
}

/** A default or namespace import takes the whole module, so it has no single name. */
const nameOf = (imported) => imported?.name ?? imported?.value ?? "*";

/** `require`, `createRequire(…)`, `process.getBuiltinModule`, and Vite's `import.meta.glob`. */
function loads(callee) {
  const method = callee.property?.name;
  return (
    callee.name === "require" ||
    (callee.type === "CallExpression" && callee.callee.name === "createRequire") ||
    method === "getBuiltinModule" ||
    (method === "glob" && callee.object.type === "MetaProperty")
  );
}

/** The program that a node starts, when its name is a literal. */
function startOf(node) {
  if (node.type !== "CallExpression" || !node.arguments[0]) return undefined;
  const name = node.callee.name ?? node.callee.property?.name;
  return starters.has(name) ? literal(node.arguments[0])?.split(/\s/)[0] : undefined;
}

function literal(node) {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  if (node.type === "TemplateLiteral" && node.expressions.length === 0)
    return node.quasis[0].value.cooked;
  return undefined;
}

/** @returns {string[]} */
function rulesBroken(file, zone, { specifier, names, type }) {
  const bare = specifier.replace(/[?#].*$/, "");
  if (bare.startsWith(".") || bare.startsWith("@shared/") || bare === "@shared")
    return projectRules(file, zone, bare, type);
  if (bare.startsWith("/")) return [`imports the absolute path ${bare}`];
  return packageRules(file, normal(bare), names);
}

function projectRules(file, zone, specifier, type) {
  const aliased = specifier.startsWith("@shared");
  const target = pathOf(file, specifier);
  const broken = [];
  const room = (path) => path.split("/")[0];
  if (!aliased && room(target) !== room(file) && room(target) === "shared")
    broken.push(`imports ${target} by a relative path; write @shared/…`);
  if (aliased && room(file) === "shared")
    broken.push("imports its own room through @shared; write a relative path");
  const allowed = [
    ...zone.may,
    ...((type && zone.types) || []),
    ...((isTest(file) && zone.tests) || []),
  ];
  if (!allowed.some((place) => holds(place, target)))
    broken.push(
      `${zone.zone} may not import ${target}; it may import ${allowed.join(", ")}${zone.types && !type ? `, and types of ${zone.types.join(", ")}` : ""}`,
    );
  if (isTest(target) && !isTest(file)) broken.push(`imports the test ${target}`);
  return broken;
}

/** The path of the module that a relative import, or one through @shared, names. */
const pathOf = (file, specifier) =>
  specifier.startsWith("@shared")
    ? specifier.slice(1)
    : posix.normalize(posix.join(posix.dirname(file), specifier));

function packageRules(file, module, names) {
  const test = isTest(file);
  const broken = powers
    .filter((power) => power.within.some((place) => holds(place, file)))
    .filter((power) => power.modules.some((each) => each === module || covers(each, module)))
    .filter((power) => !power.names || names.some((name) => takes(power.names, name)))
    .filter((power) => !(power.tests && test))
    .filter((power) => !power.doors.some((door) => holds(door, file)))
    .map((power) =>
      power.doors.length > 0
        ? `${power.name} (${module}) only in ${power.doors.join(", ")}`
        : `${power.name} (${module}) not in ${power.within.join(", ")}`,
    );
  const name = packageName(module);
  const forTests = testPackages.some((each) => each.test(name));
  if (test) return broken;
  if (app(file) && forTests) broken.push(`${name} only in tests`);
  if (file.startsWith("shared/") && !module.startsWith("node:")) {
    const pure = [
      ...purePackages,
      ...placedPackages
        .filter(({ within }) => holds(within, file))
        .flatMap((each) => each.packages),
    ];
    if (!pure.some((each) => each.test(name)))
      broken.push(`shared/ imports only pure packages, and ${name} is not among them`);
  }
  return broken;
}

/** Importing the whole module gives access to every name in it. */
const takes = (guarded, name) => name === "*" || name === "default" || guarded.includes(name);
const covers = (pattern, module) => pattern === "node:*" && module.startsWith("node:");
const normal = (module) =>
  builtins.has(module) ? `node:${module}`.replace("node:node:", "node:") : module;
const packageName = (module) =>
  module
    .split("/")
    .slice(0, module.startsWith("@") ? 2 : 1)
    .join("/");

/** `x.test.ts`, and `testing.ts`, which several tests share and which only tests may import. */
const isTest = (path) => /(\.test|(^|\/)testing)(\.[a-z]+)?$/.test(path);

/** Whether a file, or the module of an import without extension, is the place or inside of it. */
function holds(place, path) {
  return place.endsWith("/")
    ? `${path}/`.startsWith(place)
    : path === place || path === place.replace(/\.[a-z]+$/, "");
}

function zoneOf(file) {
  return zones
    .filter(({ zone }) => holds(zone, file))
    .sort((a, b) => b.zone.length - a.zone.length)[0];
}

function startedOutside(file, program) {
  return programs.some(
    (rule) =>
      rule.program === program &&
      !isTest(file) &&
      rule.within.some((place) => holds(place, file)) &&
      !rule.doors.some((door) => holds(door, file)),
  );
}

/**
 * Every source file of the project.
 * @param {string} folder the project's folder
 * @returns {Map<string, string>}
 */
export function sourceFiles(folder) {
  const files = new Map();
  const walk = (inside) => {
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
      const path = posix.join(inside, entry.name);
      if (entry.isDirectory() && !notSource.has(path) && !entry.name.startsWith(".")) walk(path);
      else if (entry.isFile() && sourceEndings.has(extname(entry.name)))
        files.set(path, readFileSync(join(folder, path), "utf8"));
    }
  };
  walk("");
  return files;
}

if (isMain(import.meta.url))
  runMain(async () => {
    const files = sourceFiles(root);
    const found = violations(files);
    if (found.length > 0)
      throw new Advice(found.map(({ file, line, rule }) => `${file}:${line} ${rule}`).join("\n"));
    console.log(`${files.size} files keep to their rooms.`);
  });
