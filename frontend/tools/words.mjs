// Reads JSON lines {"pack": exported} then {"text", …, "situation"} and answers each with its judgement: the page's own
// guard in node, for the tests that hold it to the same findings. With --bench it says how long a long text takes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = mkdtempSync(join(tmpdir(), "shouwen-words-"));
let Guard;
try {
  await build({
    configFile: false,
    root,
    logLevel: "error",
    build: { ssr: "src/words/guard.ts", outDir: folder, emptyOutDir: false, target: "es2022", rollupOptions: { output: { entryFileNames: "guard.mjs" } } },
  });
  ({ Guard } = await import(pathToFileURL(join(folder, "guard.mjs")).href));
} finally {
  rmSync(folder, { recursive: true });
}

let guard;
const texts = [];
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { pack, situation, ...said } = JSON.parse(line);
  if (pack) guard = new Guard(pack);
  else if (process.argv.includes("--bench")) texts.push(said.text);
  else console.log(JSON.stringify(guard.check(said, situation)));
}

if (texts.length) {
  const whole = texts.join("\n");
  for (const length of [200, 2000, 10000, 60000]) {
    const fresh = new Guard(guard.pack);
    const woken = performance.now();
    for (const step of fresh.warm()) void step;
    const warm = performance.now() - woken;
    const took = [];
    const text = whole.slice(0, length);
    for (let at = 0; at < 21; at += 1) {
      // A character typed at the end each time, as a person does; the first check has read nothing yet.
      const began = performance.now();
      fresh.check({ text: text + "一".repeat(at), turn: "first" });
      took.push(performance.now() - began);
    }
    const [first, ...rest] = took;
    console.log(JSON.stringify({ length, warm_ms: +warm.toFixed(1), first_ms: +first.toFixed(1), median_ms: +rest.sort((a, b) => a - b)[10].toFixed(1), worst_ms: +rest.at(-1).toFixed(1) }));
  }
}
