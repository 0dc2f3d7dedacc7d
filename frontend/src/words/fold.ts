// A text as the phrase patterns read it, character for character what shouwen/rulebook/phrase_text.py makes of it.

/** The tables of folding, as the rulebook exports them. */
export interface Folding {
  characters: Record<string, string>;
  quotes: Record<string, string>;
  fillers: string;
  openers: string[];
}

/** `folded[i]` stood at `places[i]` of the original; both count code points. */
export interface Text {
  folded: string;
  places: number[];
  quoted: [number, number][];
}

const STOPS = "。?!";
const MARKS = ",。?!";
// Python counts these as digits too: numbers in circles and brackets, superscripts, Ethiopic and others.
const DIGIT = /[\p{Nd}²³¹፩-፱᧚⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒𐩀-𐩃𐹠-𐹨𑁒-𑁚🄀-🄊]/u;
const UNSEEN = /[\p{C}\p{M}]/u;
const SPACE = /\s/u;
// Patterns count characters, and ECMAScript counts halves of those beyond the first plane: one stand-in for each.
export const BEYOND = "\uffff";

type Pair = [char: string, place: number];

/** The text folded: full width, traditional, spaces, punctuation, drawn-out and empty sounds. Never fails. */
export function read(original: string, tables: Folding): Text {
  const points = [...original];
  const pairs = opened(squeezed(withoutFillers(folded(points, tables), tables)), tables);
  return {
    folded: pairs.map(([char]) => (char.length > 1 ? BEYOND : char)).join(""),
    places: pairs.map(([, place]) => place),
    quoted: quoted(points, tables),
  };
}

function folded(points: string[], tables: Folding): Pair[] {
  const pairs: Pair[] = [];
  points.forEach((raw, place) => {
    for (const each of foldOf(raw, points, place, tables)) pairs.push([each, place]);
  });
  return pairs;
}

const folds = new WeakMap<Folding, Map<string, string>>();

/** What one character becomes; remembered, because a text has few different ones. */
function foldOf(raw: string, points: string[], place: number, tables: Folding): string {
  let known = folds.get(tables);
  if (!known) folds.set(tables, (known = new Map()));
  const before = known.get(raw);
  if (before !== undefined) return before;
  const parts = [...(raw < "\u0250" && raw.length === 1 ? raw : raw.normalize("NFKC"))];
  const inNumber = parts.includes(".") && DIGIT.test(points[place - 1] ?? "") && DIGIT.test(points[place + 1] ?? "");
  let kept = "";
  for (const char of parts) {
    if (char !== "\n" && (SPACE.test(char) || UNSEEN.test(char))) continue;
    kept += inNumber && char === "." ? "." : (tables.characters[char] ?? char.toLowerCase());
  }
  if (raw in tables.quotes || Object.values(tables.quotes).includes(raw)) kept = "";
  if (!parts.includes(".")) known.set(raw, kept);
  return kept;
}

/** Empty sounds out, but a clause that is nothing else keeps its own: a bare 啊？ is an answer. */
function withoutFillers(pairs: Pair[], { fillers }: Folding): Pair[] {
  const kept: Pair[] = [];
  let clause: Pair[] = [];
  const end = (): void => {
    const spoken = clause.filter(([char]) => !fillers.includes(char));
    kept.push(...(spoken.length ? spoken : clause));
    clause = [];
  };
  for (const pair of pairs) {
    if (!MARKS.includes(pair[0])) {
      clause.push(pair);
      continue;
    }
    end();
    kept.push(pair);
  }
  end();
  return kept;
}

/** Three or more of one character become one, several marks become the strongest. */
function squeezed(pairs: Pair[]): Pair[] {
  const out: Pair[] = [];
  for (let at = 0; at < pairs.length; ) {
    const char = pairs[at]![0];
    let end = at + 1;
    if (MARKS.includes(char)) {
      let strongest = pairs[at]!;
      for (; end < pairs.length && MARKS.includes(pairs[end]![0]); end += 1) {
        if (MARKS.indexOf(pairs[end]![0]) > MARKS.indexOf(strongest[0])) strongest = pairs[end]!;
      }
      out.push(strongest);
    } else {
      while (end < pairs.length && pairs[end]![0] === char) end += 1;
      out.push(...pairs.slice(at, end - at > 2 && !DIGIT.test(char) ? at + 1 : end));
    }
    at = end;
  }
  return out;
}

/** A comma after a word that opens a clause. It stands where the next character stands. */
function opened(pairs: Pair[], { openers }: Folding): Pair[] {
  const words = new Set(openers);
  const longest = Math.max(0, ...openers.map((word) => word.length));
  const out: Pair[] = [];
  let clause = "";
  for (const pair of pairs) {
    const mark = MARKS.includes(pair[0]);
    if (!mark && clause.length <= longest && words.has(clause)) {
      out.push([",", pair[1]]);
      clause = "";
    }
    clause = mark ? "" : clause + pair[0];
    out.push(pair);
  }
  return out;
}

/** Stretches between quotation marks. A text that is one whole quotation is its speaker's own. */
function quoted(points: string[], { quotes }: Folding): [number, number][] {
  const found: [number, number][] = [];
  for (let at = 0; at < points.length; at += 1) {
    const close = quotes[points[at]!];
    const end = close ? points.indexOf(close, at + 1) : -1;
    if (end > 0) {
      found.push([at, end + 1]);
      at = end;
    }
  }
  const whole = points.join("").trim();
  return found.filter(([a, b]) => points.slice(a, b).join("") !== whole);
}

/** The sentence around a place of the folded text: from after the last stop to the next one. */
export function sentence(folded: string, at: number): [number, number] {
  let start = at;
  while (start > 0 && !STOPS.includes(folded[start - 1]!)) start -= 1;
  let end = at;
  while (end < folded.length && !STOPS.includes(folded[end]!)) end += 1;
  return [start, end];
}

/** [start, piece]: cut after stops where there are any, so that a page-long text stays linear. */
export function pieces(text: Text, longest = 1000): [number, Text][] {
  const all: [number, Text][] = [];
  for (let start = 0; start < text.folded.length; ) {
    let end = Math.min(start + longest, text.folded.length);
    if (end < text.folded.length) {
      let stop = end - 1;
      while (stop >= start && !STOPS.includes(text.folded[stop]!)) stop -= 1;
      end = stop >= start ? stop + 1 : end;
    }
    const places = text.places.slice(start, end);
    const quoted = text.quoted.filter(([a, b]) => a <= places.at(-1)! && places[0]! < b);
    all.push([start, { folded: text.folded.slice(start, end), places, quoted }]);
    start = end;
  }
  return all;
}
