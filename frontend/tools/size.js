// Refuses a build whose first load is heavier than people on slow lines should carry.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUILT = new URL("../../palaver/web/static/palaver/", import.meta.url);
const LIMITS = { js: 60, css: 20 }; // KiB, compressed

const manifest = JSON.parse(readFileSync(new URL("manifest.json", BUILT)));
const needed = new Map();
gather("src/main.js");

for (const [kind, limit] of Object.entries(LIMITS)) {
  const size = [...needed.values()].filter((file) => file.endsWith(`.${kind}`)).reduce(add, 0);
  console.log(`${kind}: ${size.toFixed(1)} of ${limit} KiB`);
  if (size > limit) process.exitCode = 1;
}

function gather(name) {
  const { file, css = [], imports = [] } = manifest[name];
  if (needed.has(name)) return;
  needed.set(name, file);
  for (const sheet of css) needed.set(sheet, sheet);
  for (const imported of imports) gather(imported);
}

function add(sum, file) {
  return sum + gzipSync(readFileSync(new URL(file, BUILT))).length / 1024;
}
