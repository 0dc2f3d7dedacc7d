// Reads JSON lines {"pack": exported, "weights": file} then {"text", …, "situation"} and answers each with its judgement: the page's own
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
let Weigher;
try {
  await build({
    configFile: false,
    root,
    logLevel: "error",
    build: { ssr: true, outDir: folder, emptyOutDir: false, target: "es2022", rollupOptions: { input: ["src/words/guard.ts", "src/words/weigh.ts"], output: { entryFileNames: "[name].mjs" } } },
  });
  ({ Guard } = await import(pathToFileURL(join(folder, "guard.mjs")).href));
  ({ Weigher } = await import(pathToFileURL(join(folder, "weigh.mjs")).href));
} finally {
  rmSync(folder, { recursive: true });
}

let guard;
const texts = [];
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { pack, weights, situation, ...said } = JSON.parse(line);
  if (pack) {
    guard = new Guard(pack);
    guard.weigher = weights ? new Weigher(weights) : null;
  }
  else if (process.argv.includes("--bench")) texts.push(said.text);
  else console.log(JSON.stringify(guard.check(said, situation)));
}

// Processor time beside the clock's: on a busy machine the clock counts the others' work too.
function timed(work) {
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  work();
  const { user, system } = process.cpuUsage(cpu);
  return { ms: performance.now() - began, cpu: (user + system) / 1000 };
}

if (texts.length) {
  const whole = texts.join("\n");
  for (const length of [200, 2000, 10000, 60000]) {
    const fresh = new Guard(guard.pack);
    fresh.weigher = guard.weigher;
    const warm = timed(() => {
      for (const step of fresh.warm()) void step;
    });
    const text = whole.slice(0, length);
    // A character typed at the end each time, as a person does; the first check has read nothing yet.
    const [first, ...rest] = Array.from({ length: 41 }, (_, at) => timed(() => fresh.check({ text: text + "一".repeat(at), turn: "first" })));
    const median = (kind) => rest.map((each) => each[kind]).sort((a, b) => a - b)[20];
    const shown = { warm_cpu_ms: warm.cpu, first_cpu_ms: first.cpu, cpu_ms: median("cpu"), ms: median("ms") };
    console.log(JSON.stringify({ length, ...Object.fromEntries(Object.entries(shown).map(([name, took]) => [name, +took.toFixed(1)])) }));
  }
}
