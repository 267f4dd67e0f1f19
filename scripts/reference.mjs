// Writes docs/api from the public types: `npm run reference`. With "check" it only tells whether what is committed is so.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fresh } from "./outputs.mjs";
import { setup } from "./setup.mjs";
import { main, root, run, Stop } from "./tools.mjs";

const tools = join(root, "scripts", "reference");
const api = join(root, "docs", "api");

/** The subpaths that have types and are built: "" for the package itself, "simulator", … */
export function entries() {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return Object.entries(exports)
    .filter(([, target]) => target.types)
    .map(([name, target]) => ({ name: name.slice(2), file: join(root, target.types) }))
    .filter(({ file }) => existsSync(file));
}

/** typedoc does not read TypeScript 7: it has a folder of its own, with a TypeScript that it reads. */
async function typedoc() {
  const lock = readFileSync(join(tools, "package-lock.json"), "utf8");
  const had = join(tools, "node_modules", ".package-lock.json");
  const { version } = JSON.parse(lock).packages["node_modules/typedoc"];
  const isThere =
    existsSync(had) &&
    JSON.parse(readFileSync(had, "utf8")).packages["node_modules/typedoc"].version === version;
  if (!isThere)
    await run("npm", ["ci", "--prefix", tools, "--no-audit", "--no-fund"], {
      hint: "Check that the npm registry can be reached.",
    });
  return import(pathToFileURL(join(tools, "node_modules", "typedoc", "dist", "index.js")).href);
}

/** Kinds of names that a reader meets by themselves: each shows how. */
const SHOWN = ["Class", "Function", "Method", "Constructor", "Interface", "TypeAlias", "Variable"];

/**
 * Writes the reference into a folder. Throws where a name has no words or no example.
 * @param {string} folder
 */
export async function write(folder) {
  const { Application, ReflectionKind } = await typedoc();
  const app = await Application.bootstrapWithPlugins({
    entryPoints: entries().map(({ file }) => file),
    tsconfig: join(tools, "tsconfig.json"),
    plugin: [join(tools, "node_modules", "typedoc-plugin-markdown", "dist", "index.js")],
    readme: "none",
    name: "kling-multi-i2v",
    logLevel: "Warn",
    excludeInternal: true,
    excludeExternals: true,
    disableSources: true,
    disableGit: true,
    sortEntryPoints: false,
    hideGenerator: true,
    validation: { notExported: false, invalidLink: true, notDocumented: true },
    requiredToBeDocumented: [
      ...["Variable", "Function", "Class", "Interface", "Property", "Method", "Accessor", "TypeAlias"],
    ],
    treatValidationWarningsAsErrors: true,
    // Of the markdown plugin: one page for each import, without chrome.
    outputFileStrategy: "modules",
    hidePageHeader: true,
    hideBreadcrumbs: true,
    hidePageTitle: false,
    entryFileName: "README",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    typeDeclarationFormat: "table",
    parametersFormat: "table",
    propertyMembersFormat: "table",
    tableColumnSettings: { hideSources: true, hideInherited: true, hideOverrides: true, hideModifiers: true },
  });
  const project = await app.convert();
  if (!project) throw new Stop("typedoc could not read the types: the first error above says why.");
  const names = new Map(entries().map(({ name, file }) => [file, name]));
  for (const module of project.children ?? []) {
    const entry = [...names].find(([file]) => module.name === moduleName(file));
    if (entry) module.name = entry[1] || "kling-multi-i2v";
  }
  app.validate(project);
  const bare = withoutExample(project, ReflectionKind);
  if (bare.length > 0) throw new Stop(`These have no @example:\n  ${bare.join("\n  ")}`);
  if (app.logger.hasErrors() || app.logger.hasWarnings())
    throw new Stop("Give each name above its words, as TSDoc in src/js.");
  await app.outputs.writeOutput({ name: "markdown", path: folder }, project);
}

/** The name that typedoc gives a file's module. @param {string} file */
const moduleName = (file) => file.slice(join(root, "dist").length + 1).replace(/\.d\.ts$/, "");

/** @param {any} project @param {any} kinds */
function withoutExample(project, kinds) {
  const bare = [];
  for (const one of Object.values(project.reflections)) {
    const kind = kinds[one.kind];
    if (!SHOWN.includes(kind) || one.flags.isInherited || one.flags.isExternal) continue;
    const comments = [one.comment, ...(one.signatures ?? []).map((/** @type {any} */ s) => s.comment)];
    const shows = comments.some((comment) =>
      comment?.blockTags.some((/** @type {any} */ t) => t.tag === "@example"),
    );
    if (!shows) bare.push(one.getFullName());
  }
  return bare;
}

/** Each file's text by its name. @param {string} folder */
const texts = (folder) =>
  new Map(
    (existsSync(folder) ? readdirSync(folder) : []).map((name) => [
      name,
      readFileSync(join(folder, name), "utf8"),
    ]),
  );

main(import.meta.url, async () => {
  const isCheck = process.argv[2] === "check";
  await setup(["build"]);
  await fresh("package");
  if (!isCheck) {
    rmSync(api, { recursive: true, force: true });
    await write(api);
    return;
  }
  await check();
});

/** Throws where docs/api is not what the types say. */
export async function check() {
  const folder = mkdtempSync(join(tmpdir(), "kling-reference-"));
  try {
    await write(folder);
    const [is, should] = [texts(api), texts(folder)];
    const other = [...new Set([...is.keys(), ...should.keys()])].filter(
      (name) => is.get(name) !== should.get(name),
    );
    if (other.length > 0)
      throw new Stop(`docs/api is not what the types say: ${other.join(", ")}. Run: npm run reference`);
    console.log(`docs/api is what the types say: ${should.size} files.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
