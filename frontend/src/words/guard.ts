// The phrase guard in the page: shouwen/rulebook/phrases.py over the exported pack, with the same findings.
import { pieces, read, sentence, type Text } from "./fold";
import { BRIEF, LEAST, type Weight, Weigher } from "./weigh";
import type { Exported, Finding, Hit, Index, Judgement, Phrase, Situation, Span, Step, Utterance } from "./shapes";

/** Stands for the phrase of a finding that no pattern made. */
const WEIGHED = "weighed";

export class Guard {
  private ready = new Map<string, RegExp>();
  /** Pieces of a long text that were read before, so that typing at its end does not read it all again. */
  private heard = new Map<string, Hit[]>();
  private met = new Map<string, Map<string, number>>();

  /** The second opinion, once it is fetched; without it the patterns speak alone. */
  weigher: Weigher | null = null;

  constructor(readonly pack: Exported) {}

  /** Compiles every expression, some at a step, so that the first words typed do not wait for it. */
  *warm(): Generator<void> {
    const { phrases, leads, elements } = this.pack.match;
    const all = [...phrases.patterns, ...leads.patterns, ...elements.patterns].map(([, source]) => source);
    const excuses = Object.values(this.pack.phrases).flatMap((each) => [...each.overlap, ...each.sentence, ...each.turn]);
    for (const source of [...all, ...excuses]) {
      // Twice: engines compile an expression in earnest when it is asked again.
      this.spans(source, "您好,请问。");
      this.spans(source, "我知道了?");
      yield;
    }
  }

  /** Reads a long text a piece at a step; `check` then finds it read. */
  *ahead(text: string, profile = ""): Generator<void> {
    for (const [, piece] of pieces(read(text, this.pack.folding))) {
      this.heardOf(piece, profile || this.pack.profile);
      yield;
    }
  }

  /** Only an agent's words are judged: a customer may say all of it. */
  check(said: Utterance, situationId = ""): Judgement {
    const nothing: Judgement = { findings: [], missing: [], disordered: [] };
    if ((said.speaker ?? "agent") !== "agent") return nothing;
    const situation = this.pack.situations[situationId];
    const text = read(said.text, this.pack.folding);
    const profile = said.profile || this.pack.profile;
    const turn = said.turn ?? "middle";
    const present = situation || turn !== "middle" ? this.present(text) : new Map<string, number>();
    const missing = this.missing(turn, said.phase ?? "", situation, profile, present);
    const asked = (family: string): boolean => said.manner !== "written" || !this.pack.families[family]!.spoken;
    const findings = this.findings(text, profile, situation, isWhole(situation, missing)).filter(({ family }) => asked(family));
    findings.push(...this.silence(text, situation, missing, findings));
    findings.sort((a, b) => a.span[0] - b.span[0] || a.span[1] - b.span[1] || (a.family < b.family ? -1 : Number(a.family > b.family)));
    return { findings, missing, disordered: disordered(situation, present) };
  }

  // What must not be there.

  private findings(text: Text, profile: string, situation: Situation | undefined, whole: boolean): Finding[] {
    const hits: Hit[] = [];
    for (const [begun, piece] of pieces(text)) {
      for (const [id, start, end] of this.heardOf(piece, profile)) hits.push([id, begun + start, begun + end]);
    }
    const found = hits
      .filter(([id]) => !situation?.allows.includes(this.pack.phrases[id]!.family))
      .map(([id, start, end]) => this.finding(id, spanOf(text, start, end), situation));
    return this.weighed(text, found, situation, whole);
  }

  /** The findings after the second opinion: soft ones taken back where it sounds innocent, others added. */
  private weighed(text: Text, found: Finding[], situation: Situation | undefined, whole: boolean): Finding[] {
    const rule = this.pack.weighing;
    if (!rule || !this.weigher || !text.folded) return found;
    const weights = this.weigher.weigh(text);
    const heard = weights.map((each): [Span, Weight] => [spanOf(text, each.start, each.end), each]);
    const known = this.weigher.families;
    const [begin, end] = spanOf(text, 0, text.folded.length);
    /** The standard's own words and nothing else. */
    const isAll = ({ certainty, span }: Finding) => certainty === "stated" && span[0] === begin && span[1] === end;
    const kept = found.filter((each) => isSure(each) || isAll(each) || !known.includes(each.family) || !soundsInnocent(each, heard, rule.innocent));
    const named = new Set(kept.map(({ family }) => family));
    for (const each of whole ? [] : weights) {
      const long = each.end - each.start;
      if (long < LEAST || each.fault < (long < BRIEF ? rule.brief : rule.fault)) continue;
      for (const [at, [family, share]] of each.likeliest.entries()) {
        if ((at && share <= rule.also) || !(family in this.pack.families) || named.has(family) || situation?.allows.includes(family)) continue;
        const [start, end] = this.weigher.worst(text, each, family);
        kept.push(this.sounding(family, spanOf(text, start, end), situation));
        named.add(family);
      }
    }
    return kept;
  }

  /** A finding nobody foresaw: never more than a hint, a warning where the situation forbids the family. */
  private sounding(family: string, span: Span, situation?: Situation): Finding {
    const rule = this.pack.families[family]!;
    const severity = situation?.forbids.includes(family) ? "warn" : "hint";
    return { family, phrase: WEIGHED, ...hereFirst(rule, family, situation), severity, certainty: "analogy", span, rewrites: rule.rewrites };
  }

  private heardOf(piece: Text, profile: string): Hit[] {
    // What is quoted depends on the places too: such a text is read anew.
    const key = piece.quoted.length ? "" : `${profile}|${piece.folded}`;
    const found = this.heard.get(key) ?? this.hits(piece, profile);
    if (key) remember(this.heard, key, found);
    return found;
  }

  private finding(id: string, span: Span, situation?: Situation): Finding {
    const rule = this.pack.phrases[id]!;
    const { family, certainty, rewrites, severity } = rule;
    const raised = severity === "hint" && situation?.forbids.includes(family) ? "warn" : severity;
    return { family, phrase: id, ...hereFirst(rule, family, situation), severity: raised, certainty, span, rewrites };
  }

  private hits(text: Text, profile: string): Hit[] {
    const asked = numbers(this.pack.match.phrases, text.folded);
    if (!asked.length) return [];
    const disowned = this.disowned(text);
    const found: Hit[] = [];
    for (const number of asked) {
      const [id, source] = this.pack.match.phrases.patterns[number]!;
      const phrase = this.pack.phrases[id]!;
      if (phrase.profile.length && !phrase.profile.includes(profile)) continue;
      for (const [start, end] of this.spans(source, text.folded)) {
        if (!this.excused(phrase, text, start, end, disowned)) found.push([id, start, end]);
      }
    }
    return this.longest(found);
  }

  /** Within a family a hit inside a longer one is part of it; what blocks is part of nothing; a general one gives way. */
  private longest(found: Hit[]): Hit[] {
    const family = ([id]: Hit): string => this.pack.phrases[id]!.family;
    const passes = ([id]: Hit): number => (this.pack.phrases[id]!.severity === "block" ? 0 : 1);
    const kept: Hit[] = [];
    const general = ([id]: Hit): number => Number(this.pack.phrases[id]!.general);
    for (const hit of found.sort((a, b) => passes(a) - passes(b) || general(a) - general(b) || a[1] - a[2] - (b[1] - b[2]) || a[1] - b[1])) {
      if (!kept.some((other) => family(other) === family(hit) && other[1] < hit[2] && hit[1] < other[2])) kept.push(hit);
    }
    return kept.sort((a, b) => a[1] - b[1] || a[2] - b[2]);
  }

  private excused(phrase: Phrase, text: Text, start: number, end: number, disowned: [string[], number, number][]): boolean {
    const place = text.places[start]!;
    if (text.quoted.some(([a, b]) => a <= place && place < b)) return true;
    if (disowned.some(([families, a, b]) => a <= start && start < b && (!families.length || families.includes(phrase.family)))) return true;
    if (this.all(phrase.overlap, text.folded).some(([a, b]) => a < end && start < b)) return true;
    if (phrase.sentence.length) {
      const [low, high] = sentence(text.folded, start);
      if (this.all(phrase.sentence, text.folded).some(([a]) => low <= a && a < high)) return true;
    }
    return this.all(phrase.turn, text.folded).length > 0;
  }

  /** Stretches that report another's words or deny the fault. */
  private disowned(text: Text): [families: string[], start: number, end: number][] {
    const found: [string[], number, number][] = [];
    for (const number of numbers(this.pack.match.leads, text.folded)) {
      const [id, source] = this.pack.match.leads.patterns[number]!;
      const lead = this.pack.leads[id]!;
      const empty = this.all(lead.overlap, text.folded);
      for (const [start, end] of this.spans(source, text.folded)) {
        if (empty.some(([a, b]) => a < end && start < b)) continue;
        found.push([lead.families, start + 1, Math.min(sentence(text.folded, start)[1], end + lead.reach + 1)]);
      }
    }
    return found;
  }

  /** Where a situation forbids silence, lacking every apology, thanks or reply it asks for is the fault itself. */
  private silence(text: Text, situation: Situation | undefined, missing: string[], found: Finding[]): Finding[] {
    const silent = this.pack.families["F-SILENT"];
    if (!situation?.forbids.includes("F-SILENT") || !silent || !text.folded) return [];
    if (found.some(({ family }) => family === "F-SILENT") || !["APOL", "THANK", "NOMATTER"].some((each) => missing.includes(each))) return [];
    const sample = situation.step.find((step) => step.sample)?.sample;
    const { because: clauses, certainty, origin } = situation;
    const rewrites = sample ? [sample] : silent.rewrites;
    return [{ family: "F-SILENT", phrase: "", clauses, severity: silent.severity, certainty, origin, span: spanOf(text, 0, text.folded.length), rewrites }];
  }

  // What must be there.

  /** Elements the text contains, and where in the folded text each first stands. */
  private present(text: Text): Map<string, number> {
    const found = new Map<string, number>();
    for (const [begun, piece] of pieces(text)) {
      const here = this.met.get(piece.folded) ?? this.presentIn(piece.folded);
      remember(this.met, piece.folded, here);
      for (const [element, start] of here) if (!found.has(element)) found.set(element, begun + start);
    }
    return found;
  }

  private presentIn(folded: string): Map<string, number> {
    const here = new Map<string, number>();
    for (const number of numbers(this.pack.match.elements, folded)) {
      const [element, source] = this.pack.match.elements.patterns[number]!;
      const empty = this.all(this.pack.elements[element]!, folded);
      for (const [start, end] of this.spans(source, folded)) {
        if (!empty.some(([a, b]) => a < end && start < b)) here.set(element, Math.min(start, here.get(element) ?? start));
      }
    }
    return here;
  }

  private missing(turn: string, phase: string, situation: Situation | undefined, profile: string, present: Map<string, number>): string[] {
    let wanted: string[] = [];
    if (situation) {
      let nearest = Infinity;
      for (const step of stepsFor(situation, phase, profile)) {
        const lacks = lacking(step.requires, present);
        const share = lacks.length / Math.max(1, step.requires.length);
        if (share < nearest) [nearest, wanted] = [share, lacks];
      }
    } else if (turn === "first" || turn === "last") {
      wanted = lacking(this.pack.turns[`${turn}:${profile}`] ?? this.pack.turns[turn] ?? [], present);
    }
    return wanted.map((each) => each.split("|")[0]!);
  }

  private all(sources: string[], folded: string): Span[] {
    return sources.flatMap((source) => this.spans(source, folded));
  }

  /** Where an expression matches; empty matches are none. */
  private spans(source: string, folded: string): Span[] {
    let ready = this.ready.get(source);
    if (!ready) this.ready.set(source, (ready = new RegExp(source, "g")));
    const found: Span[] = [];
    ready.lastIndex = 0;
    for (let hit = ready.exec(folded); hit; hit = ready.exec(folded)) {
      if (hit[0]) found.push([hit.index, hit.index + hit[0].length]);
      else ready.lastIndex += 1;
    }
    return found;
  }
}

/** Keeps what was read, the newest two hundred or so. */
function remember<T>(kept: Map<string, T>, key: string, value: T): void {
  if (kept.size > 200 && !kept.has(key)) kept.clear();
  kept.set(key, value);
}

/** Numbers of the patterns whose characters occur, in order. */
function numbers({ index }: Index, folded: string): number[] {
  const found = new Set<number>();
  const seen = new Set<string>();
  for (let at = 0; at < folded.length; at += 1) {
    for (const needle of [folded[at]!, folded.slice(at, at + 2)]) {
      if (seen.has(needle)) continue;
      seen.add(needle);
      for (const number of Object.hasOwn(index, needle) ? index[needle]! : []) found.add(number);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** The standard's own words and what may never go out stand whatever the rest of the sentence sounds like. */
function isSure({ severity, certainty }: Finding): boolean {
  return severity === "block" && certainty === "stated";
}

function soundsInnocent({ span }: Finding, heard: [Span, Weight][], below: number): boolean {
  const around = heard.filter(([[low, high]]) => low < span[1] && span[0] < high).map(([, { fault }]) => fault);
  return around.length > 0 && Math.max(...around) < below;
}

function spanOf(text: Text, start: number, end: number): Span {
  return [text.places[start]!, text.places[end - 1]! + 1];
}

function disordered(situation: Situation | undefined, present: Map<string, number>): string[] {
  const order = (situation?.order ?? []).filter((each) => present.has(each));
  return order.slice(1).filter((late, at) => present.get(late)! < present.get(order[at]!)!);
}

/** The steps that count: the one the phase names, else those of the profile, else all. */
function stepsFor(situation: Situation, phase: string, profile: string): Step[] {
  const named = situation.step.filter((each) => each.id === phase);
  const own = (named.length ? named : situation.step).filter((each) => !each.profile.length || each.profile.includes(profile));
  return own.length ? own : named.length ? named : situation.step;
}

function lacking(wanted: string[], present: Map<string, number>): string[] {
  return wanted.filter((each) => !each.split("|").some((one) => present.has(one)));
}

/** An answer that says all its situation asks for is not accused by its sound alone. */
function isWhole(situation: Situation | undefined, missing: string[]): boolean {
  return situation !== undefined && !missing.length && situation.step.some((step) => step.requires.length);
}

/** Of the clauses that forbid the family, the situation's own come first: phrase_book.here_first. */
function hereFirst(
  { clauses, origin }: { clauses: string[]; origin: string },
  family: string,
  situation?: Situation,
): { clauses: string[]; origin: string } {
  const own = situation?.forbids.includes(family) ? clauses.filter((each) => situation.because.includes(each)) : [];
  return own.length ? { clauses: [...new Set([...own, ...clauses])], origin: situation!.origin } : { clauses, origin };
}
