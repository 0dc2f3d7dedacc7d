// Builds the chat's widget: one file without imports that any site may carry, under 40 kB as it travels.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const MOST = 40_000;

/** `{…}` after the first selector that begins so, from the product's own sheet of colours and sizes. */
function block(sheet: string, selector: string): string {
  const from = sheet.indexOf("{", sheet.indexOf(selector)) + 1;
  return sheet.slice(from, sheet.indexOf("}", from));
}

/** Of the product's tokens, those the widget names: light, dark by the reader's wish, and the sizes. */
const tokens: Plugin = {
  name: "tokens",
  enforce: "pre",
  transform(code, id) {
    if (!/widget\.css/.test(id)) return;
    const sheet = readFileSync(new URL("styles/tokens.css", import.meta.url), "utf8").replace(/\/\*.*?\*\//gs, "");
    const named = (part: string) => (part.match(/--sw-[\w-]+:[^;]+;/g) ?? []).filter((each) => code.includes(`var(${each.split(":")[0]})`)).join("");
    const light = named(block(sheet, ":root, [data-bs-theme"));
    const dark = named(block(sheet, "\n[data-bs-theme=\"dark\"]"));
    const sizes = named(block(sheet, "\n:root {"));
    if (!light || !dark || !sizes) throw new Error("tokens.css has another shape: the widget would have no colours");
    const dress = `.box{color-scheme:light;${light}${sizes}}@media (prefers-color-scheme:dark){.box{color-scheme:dark;${dark}}}`;
    return { code: dress + code, map: null };
  },
};

const weighed: Plugin = {
  name: "weighed",
  writeBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      const size = gzipSync(chunk.type === "chunk" ? chunk.code : chunk.source).length;
      console.log(`${chunk.fileName}: ${size} bytes gzipped`);
      if (size >= MOST) throw new Error(`${chunk.fileName} is ${size} bytes gzipped; a site is asked for no more than ${MOST}`);
    }
  },
};

export default defineConfig({
  plugins: [tokens, weighed],
  build: {
    outDir: "../shouwen/site/static/dist",
    emptyOutDir: false,
    target: "es2022",
    rollupOptions: { input: "widget/main.ts", output: { format: "iife", entryFileNames: "widget.js" } },
  },
});
