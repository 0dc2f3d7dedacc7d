// One card for each finding: what, why, another wording one key away, a false alarm one press away, a reason to insist.
import htmx from "../requests";
import { csrf } from "../page";
import { exchange, put, select, sentenceOf, unit } from "./field";
import type { Exported, Finding } from "./shapes";

export const MOST = 9;
const RANK = { block: 0, warn: 1, hint: 2 };

/** What a clerk sees of one finding, and what he has typed about it. */
export class Card {
  readonly root: HTMLElement;
  private finding!: Finding;
  private turn = 0;
  private asks = false;
  private final = false;
  private readonly reported = new Set<string>();

  constructor(
    private readonly place: HTMLElement,
    private readonly field: HTMLTextAreaElement,
    private readonly pack: Exported,
  ) {
    this.root = place.querySelector("template")!.content.querySelector("[data-card]")!.cloneNode(true) as HTMLElement;
    this.part("[data-said]").addEventListener("click", () => select(field, ...this.span()));
    this.part("[data-take]").addEventListener("click", () => this.take());
    this.part("[data-other]").addEventListener("click", () => this.other());
    this.part("[data-insist]").addEventListener("click", () => this.insist());
    this.part("[data-alarm]").addEventListener("click", () => void this.alarm(true));
    this.part("[data-alarm-bare]").addEventListener("click", () => void this.alarm(false));
  }

  /** `number` is its key with Alt; `asks` whether a reason opens it, `final` whether none does. */
  show(finding: Finding, number: number, asks: boolean, final: boolean): void {
    if (this.finding?.phrase !== finding.phrase) this.turn = 0;
    this.finding = finding;
    const [from, to] = this.span();
    const clause = finding.clauses[0] ?? "";
    this.part("[data-said]").textContent = `“${this.field.value.slice(from, to)}”`;
    this.part("[data-family]").textContent = this.pack.families[finding.family]?.title ?? finding.family;
    this.part("[data-clause-text]").textContent = short(clause);
    const why = this.part<HTMLAnchorElement>("[data-why]");
    const address = this.place.dataset.clause!.replace("CLAUSE", encodeURIComponent(clause));
    if (why.getAttribute("href") !== address) {
      why.href = address;
      why.setAttribute("hx-get", address);
      why.title = finding.clauses.join("、");
      htmx.process(why);
    }
    for (const each of ["severity", "certainty", "origin"] as const) {
      for (const sign of this.root.querySelectorAll<HTMLElement>(`[data-${each}]`)) sign.hidden = sign.dataset[each] !== finding[each];
    }
    [this.asks, this.final] = [asks && !final, final];
    this.part("[data-final]").hidden = !final;
    if (this.asks) this.reasonField.name = `why-${finding.phrase}`;
    else this.reasonField.removeAttribute("name");
    this.showReason(Boolean(this.reasonField.value) || this.part("[data-insist]").ariaExpanded === "true");
    this.part("[data-take]").classList.toggle("btn-primary", number === 1);
    this.part("[data-take]").classList.toggle("btn-quiet", number !== 1);
    this.part("[data-take]").dataset.key = `Alt+${number}`;
    this.part("[data-take] kbd").textContent = `Alt+${number}`;
    this.showWords();
    this.showAlarm("");
  }

  get reasonField(): HTMLInputElement {
    return this.part<HTMLInputElement>("[data-reason] input");
  }

  /** True while it keeps the answer from going out. */
  get holds(): boolean {
    return this.final || (this.asks && !this.reasonField.value.trim());
  }

  get said(): string {
    return this.field.value.slice(...this.span());
  }

  /** Opens the place for a reason and goes there; to the card itself where no reason helps. */
  insist(): void {
    this.showReason(true);
    (this.asks ? this.reasonField : this.root).focus();
  }

  take(): void {
    const words = this.words();
    if (!words) return;
    const changed = exchange(this.field.value, ...this.span(), words);
    put(this.field, changed.from, changed.to, changed.words);
  }

  private part<E extends HTMLElement = HTMLElement>(selector: string): E {
    return this.root.querySelector<E>(selector)!;
  }

  private span(): [number, number] {
    const text = this.field.value;
    return [unit(text, this.finding.span[0]), unit(text, this.finding.span[1])];
  }

  private words(): string {
    const { rewrites } = this.finding;
    // What only the house knows is left open for the writer: {company}, {name}.
    return (rewrites[this.turn % Math.max(1, rewrites.length)] ?? "").replace(/\{\w+\}/g, "…");
  }

  private showReason(open: boolean): void {
    this.part("[data-reason]").hidden = !this.asks || !open;
    this.part("[data-insist]").hidden = !this.asks || open;
    this.part("[data-insist]").ariaExpanded = String(this.asks && open);
  }

  private showWords(): void {
    const words = this.words();
    this.part("[data-rewrite]").textContent = words;
    this.part("[data-re]").hidden = this.part("[data-take]").hidden = !words;
    this.part("[data-other]").hidden = this.finding.rewrites.length < 2;
  }

  private other(): void {
    this.turn += 1;
    this.showWords();
  }

  private get sentence(): string {
    return sentenceOf(this.field.value, ...this.span());
  }

  private showAlarm(said: string): void {
    const done = this.reported.has(this.sentence);
    const may = Boolean(this.place.dataset.alarm) && Boolean(this.finding.phrase);
    this.part("[data-alarm]").hidden = this.part("[data-alarm-bare]").hidden = done || !may;
    this.part("[data-alarm]").title = this.sentence;
    this.part("[data-done]").textContent = done ? this.place.dataset.sayReported! : said;
  }

  /** Reports the finding as wrong; of what is written only this sentence goes along, and only if it may. */
  private async alarm(withSentence: boolean): Promise<void> {
    const sentence = this.sentence;
    const body = new FormData();
    body.set("guard", this.place.dataset.name!);
    body.set("phrase", this.finding.phrase);
    body.set("conversation", this.place.dataset.conversation ?? "");
    body.set("brand", this.place.dataset.brand ?? "");
    if (withSentence) {
      body.set("sentence", sentence);
      body.set("said", this.said);
    }
    try {
      const answer = await fetch(this.place.dataset.alarm!, { method: "POST", headers: { "X-CSRFToken": csrf() }, body });
      if (!answer.ok) throw new Error(String(answer.status));
      this.reported.add(sentence);
      this.showAlarm("");
    } catch {
      this.showAlarm(this.place.dataset.sayUnreported!);
    }
  }
}

/** The gravest first, then as they stand. What overlaps a graver one goes with it: one place, one thing to mend. */
export function ordered(found: Finding[], all = false): Finding[] {
  const kept: Finding[] = [];
  for (const each of [...found].sort((a, b) => RANK[a.severity] - RANK[b.severity] || a.span[0] - b.span[0])) {
    const under = kept.some(({ severity, span }) => RANK[severity] < RANK[each.severity] && span[0] < each.span[1] && each.span[0] < span[1]);
    if (all || !under) kept.push(each);
  }
  return kept;
}

/** A clause as the trade says it, as the server's short_clause does. */
function short(clause: string): string {
  return clause.replace(/^S\d+-\d+\.(?=[A-Z])/, "").replace(/^S2-(?=\d)/, "");
}
