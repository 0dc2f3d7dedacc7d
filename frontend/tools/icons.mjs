// One sprite of the icons in icons.txt. A name Tabler does not have stops the build: a page would show a hole.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const drawn = join(here, "node_modules/@tabler/icons/icons/outline");
const out = join(here, "../shouwen/site/static/dist/icons.svg");

const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
const symbols = [...new Set(names)].sort().map((name) => {
  const shapes = readFileSync(join(drawn, `${name}.svg`), "utf8").match(/<(path|circle|line|rect|polyline|ellipse)\b[^>]*\/>/g);
  if (!shapes) throw new Error(`icon without shapes: ${name}`);
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.join("")}</symbol>`;
});
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
console.log(`icons.svg: ${symbols.length} icons`);
