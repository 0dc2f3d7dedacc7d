// A second opinion by weights of characters: shouwen/rulebook/phrase_weighing.py over the same file of letters.
import { BEYOND, type Text } from "./fold";
import type { Span } from "./shapes";

const ZERO = 80;
const STEP = 0.1;
const WHOLE = 60;
const ENOUGH = 20;
/** What is shorter accuses nobody. */
export const LEAST = 2;
/** What is shorter has to sound worse before it accuses. */
export const BRIEF = 4;
const STOPS = "。?!";
const MARKS = ",。?!";
const QUOTED = "“";
const COURTESY = "请您谢麻烦抱歉吗帮为";
const FIGURE = /[0-9零一二三四五六七八九十百千万幺]/g;
const NUMBER = /[0-9零一二三四五六七八九十百千万幺两点.]*[0-9零一二三四五六七八九十百千万幺]/g;
const STEPS = "再先后按点选转拐填签交";
const KEPT = 4000;

/** How a stretch sounds: all faults together, and the families, likeliest first with their shares. */
export interface Weight {
  start: number;
  end: number;
  fault: number;
  likeliest: [family: string, share: number][];
}
type Sounding = Pick<Weight, "fault" | "likeliest">;

export class Weigher {
  readonly families: string[];
  private readonly bias: number[];
  private readonly rows = new Map<string, string>();
  private heard = new Map<string, Sounding>();

  /** `file` is phrase_weights.tsv: families and biases, then a stretch and a letter for each class a line. */
  constructor(file: string) {
    const [head, ...lines] = file.split("\n");
    const [, bias, ...families] = head!.split("\t");
    this.families = families;
    this.bias = bias!.split(" ").map(Number);
    for (const line of lines) {
      const cut = line.lastIndexOf("\t");
      if (cut > 0) this.rows.set(line.slice(0, cut), line.slice(cut + 1));
    }
  }

  /** Every stretch of a text that is weighed as one, in order. */
  weigh(text: Text): Weight[] {
    return stretches(text.folded).map(([start, end]) => ({ start, end, ...this.sounds(heard(text, start, end)) }));
  }

  private sounds(stretch: string): Sounding {
    let known = this.heard.get(stretch);
    if (!known) {
      if (this.heard.size > KEPT) this.heard.clear();
      this.heard.set(stretch, (known = this.reckon(this.rowsOf(stretch))));
    }
    return known;
  }

  private reckon(rows: string[]): Sounding {
    const scale = STEP / Math.sqrt(rows.length || 1);
    const marks = this.bias.map((bias, at) => bias + scale * (rows.reduce((sum, row) => sum + row.charCodeAt(at), 0) - ZERO * rows.length));
    const most = Math.max(...marks);
    const parts = marks.map((each) => Math.exp(each - most));
    const whole = parts.reduce((sum, each) => sum + each, 0);
    const rest = whole - parts[0]!;
    const shares = this.families.map((name, at): [string, number] => [name, rest ? parts[at + 1]! / rest : 0]);
    return { fault: 1 - parts[0]! / whole, likeliest: shares.sort((a, b) => b[1] - a[1]).slice(0, 3) };
  }

  private rowsOf(stretch: string): string[] {
    return [...features(stretch)].map((each) => this.rows.get(each)).filter((row) => row !== undefined);
  }

  /** The clause of a weighed stretch that speaks most for a family. */
  worst(text: Text, weight: Weight, family: string): Span {
    const at = this.families.indexOf(family) + 1;
    let found: Span = [weight.start, weight.end];
    let most = -Infinity;
    for (const [start, end] of split(text.folded, weight.start, weight.end, MARKS)) {
      const rows = this.rowsOf(heard(text, start, end));
      const score = rows.reduce((sum, row) => sum + row.charCodeAt(at) - row.charCodeAt(0), 0);
      if (rows.length && score > most) [found, most] = [[start, end], score];
    }
    return found;
  }
}

/** The whole of a short text; of a long one its sentences, the short ones joined. */
function stretches(folded: string): Span[] {
  if (folded.length <= WHOLE) return folded ? [[0, folded.length]] : [];
  const found: Span[] = [];
  let begun = 0;
  for (const [, end] of split(folded, 0, folded.length, STOPS)) {
    if (end - begun < ENOUGH && end < folded.length - 1) continue;
    found.push([begun, end]);
    begun = end;
  }
  return found;
}

/** Stretches between marks, without them, that are not empty. */
function split(folded: string, start: number, end: number, marks: string): Span[] {
  const found: Span[] = [];
  let begun = start;
  for (let at = start; at <= end; at += 1) {
    if (at < end && !marks.includes(folded[at]!)) continue;
    if (at > begun) found.push([begun, at]);
    begun = at + 1;
  }
  return found;
}

/** A stretch of the folded text with every quotation as one sign. */
function heard(text: Text, start: number, end: number): string {
  if (!text.quoted.length) return text.folded.slice(start, end);
  let out = "";
  for (let at = start; at < end; at += 1) {
    const inside = text.quoted.some(([low, high]) => low <= text.places[at]! && text.places[at]! < high);
    if (!inside || !out.endsWith(QUOTED)) out += inside ? QUOTED : text.folded[at]!;
  }
  return out;
}

/** All stretches of one to three characters, and pairs around one; the ends count as characters; and its shape. */
function features(stretch: string): Set<string> {
  const bare = stretch.replace(/^[,。!]+|[,。!]+$/g, "").replace(/[0-9]/g, "0").replaceAll(BEYOND, "☺");
  const framed = `^${bare}$`;
  const found = new Set<string>(shape(framed));
  for (let at = 0; at < framed.length; at += 1) {
    for (let size = 1; size <= 3 && at + size <= framed.length; size += 1) found.add(framed.slice(at, at + size));
    if (at + 2 < framed.length) found.add(`${framed[at]}_${framed[at + 2]}`);
  }
  return found;
}

/** How long, how many figures, numbers and steps in how many clauses, and whether there is any courtesy. */
function shape(framed: string): string[] {
  const figures = framed.match(FIGURE)?.length ?? 0;
  const clauses = framed.split(/[,。]/).length;
  const told = [
    `⟨length ${Math.min(6, Math.floor(framed.length / 6))}⟩`,
    `⟨figures ${Math.min(5, Math.floor(figures / 4))}⟩`,
    `⟨clauses ${Math.min(5, clauses)}⟩`,
    `⟨numbers ${Math.min(6, framed.match(NUMBER)?.length ?? 0)}⟩`,
    `⟨share ${Math.floor((figures * 4) / framed.length)}⟩`,
    `⟨steps ${Math.min(5, [...framed].filter((each) => STEPS.includes(each)).length)}⟩`,
  ];
  const manner = [...COURTESY].some((each) => framed.includes(each)) ? "kind" : "curt";
  return [...told, ...told.map((each) => each + manner), `⟨${manner}⟩`];
}
