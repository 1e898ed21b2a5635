// Builds static/build/: our Sass over govuk-frontend and MOJ, and the JavaScript that pages load.
// File names carry a hash of their content, and manifest.json maps plain names to them, so browsers may keep them for ever.
// A second run that finds nothing changed writes nothing. Nothing is downloaded.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const packages = join(root, "node_modules");
const target = join(root, "static", "build");
const moj = join(packages, "@ministryofjustice/frontend/moj");

// Name in the manifest -> source. Order matters: a file is rewritten to name the hashed files listed before it.
const scripts = {
  "govuk-frontend.js": join(packages, "govuk-frontend/dist/govuk/govuk-frontend.min.js"),
  "accessible-autocomplete.js": join(packages, "accessible-autocomplete/dist/accessible-autocomplete.min.js"),
  "session.js": join(root, "static/js/session.js"),
  "autocomplete.js": join(root, "static/js/autocomplete.js"),
  "now.js": join(root, "static/js/now.js"),
  "draft.js": join(root, "static/js/draft.js"),
  "main.js": join(root, "static/js/main.js"),
  "leaflet.js": join(packages, "leaflet/dist/leaflet.js"),
  "map.js": join(root, "static/js/map.js"),
};
// These name packages: they are put together with what they name into one file.
const bundles = {
  "evidence.js": join(root, "static/js/evidence.js"),
};
const styles = {
  "main.css": join(root, "static/scss/main.scss"),
  "map.css": join(root, "static/scss/map.scss"),
};
const icons = ["close-cross-black", "document", "tag-remove-cross", "tag-remove-cross-white", "toggle-plus-minus"];
const pictures = ["layers.png", "layers-2x.png", "marker-icon.png"]; // named by Leaflet's style sheet
const images = {
  ...Object.fromEntries(icons.map((name) => [`icon-${name}.svg`, join(moj, `assets/images/icon-${name}.svg`)])),
  ...Object.fromEntries(pictures.map((name) => [name, join(packages, "leaflet/dist/images", name)])),
  "favicon.svg": join(root, "static/images/favicon.svg"),
};

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 12);

function sources() {
  const own = ["scss", "js", "images"].flatMap((folder) =>
    readdirSync(join(root, "static", folder), { recursive: true }).map((name) => join(root, "static", folder, name)),
  );
  const fixed = [fileURLToPath(import.meta.url), join(root, "package-lock.json")];
  return [...own, ...fixed, ...Object.values(scripts), ...Object.values(images)].filter((file) => statSync(file).isFile());
}

function fingerprint() {
  const sum = createHash("sha256");
  for (const file of [...new Set(sources())].sort()) sum.update(relative(root, file)).update(readFileSync(file));
  return sum.digest("hex");
}

function isCurrent(stamp) {
  try {
    const manifest = JSON.parse(readFileSync(join(target, "manifest.json"), "utf8"));
    if (readFileSync(join(target, ".stamp"), "utf8") !== stamp) return false;
    return Object.values(manifest).every((name) => existsSync(join(target, name)));
  } catch {
    return false;
  }
}

const withoutSourceMap = (text) => text.replace(/\/[/*]# sourceMappingURL=\S+( \*\/)?/g, "");

// "./session.js" in a script and "images/x.svg" in a style sheet become the hashed name.
function withHashedNames(text, manifest) {
  return Object.entries(manifest).reduce(
    (result, [plain, hashed]) => result.replaceAll(`"./${plain}"`, `"./${hashed}"`).replaceAll(`images/${plain}`, hashed),
    text,
  );
}

async function compile(file) {
  const sass = await import(pathToFileURL(join(packages, "sass/sass.node.mjs")));
  const options = { style: "compressed", loadPaths: [root, packages], quietDeps: true };
  return withoutSourceMap(sass.compile(file, options).css);
}

async function bundle(file) {
  const esbuild = await import(pathToFileURL(join(packages, "esbuild/lib/main.js")));
  const options = { bundle: true, write: false, minify: true, format: "esm", target: "es2021", legalComments: "eof" };
  const { outputFiles } = await esbuild.build({ entryPoints: [file], nodePaths: [packages], logLevel: "error", ...options });
  return outputFiles[0].text;
}

async function build() {
  const stamp = fingerprint();
  if (isCurrent(stamp)) return console.log("static/build is up to date");

  const manifest = {};
  const written = [];
  const add = (plain, content) => {
    const extension = extname(plain);
    const name = `${plain.slice(0, -extension.length)}.${digest(content)}${extension}`;
    manifest[plain] = name;
    written.push([name, content]);
  };
  for (const [plain, file] of Object.entries(images)) add(plain, readFileSync(file));
  for (const [plain, file] of Object.entries(styles)) add(plain, withHashedNames(await compile(file), manifest));
  for (const [plain, file] of Object.entries(scripts)) {
    add(plain, withHashedNames(withoutSourceMap(readFileSync(file, "utf8")), manifest));
  }
  for (const [plain, file] of Object.entries(bundles)) add(plain, await bundle(file));
  if (written.some(([, content]) => content.length === 0)) throw new Error("an asset came out empty");
  if (written.some(([name, content]) => name.endsWith(".css") && /url\("?images\/|crest|GDS/.test(content))) {
    throw new Error("a style sheet names an image that is not built, or GOV.UK's crest or font");
  }

  mkdirSync(target, { recursive: true });
  for (const [name, content] of written) writeFileSync(join(target, name), content);
  writeFileSync(join(target, "manifest.json.new"), `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(join(target, "manifest.json.new"), join(target, "manifest.json"));
  const kept = new Set([...Object.values(manifest), "manifest.json", ".stamp"]);
  for (const name of readdirSync(target)) if (!kept.has(name)) rmSync(join(target, name), { recursive: true });
  writeFileSync(join(target, ".stamp"), stamp);
  console.log(`static/build: ${written.length} files`);
}

build().catch((error) => {
  console.error(`build-assets: ${error.message}`);
  process.exitCode = 1;
});
