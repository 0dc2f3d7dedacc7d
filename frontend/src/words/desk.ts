// The guard at a field: textarea[data-words] with a [data-guard] in its form. Reads the rules once, checks as one types.
import { announce, composing, eachContent } from "../page";
import { Card, MOST, ordered } from "./cards";
import { Guard } from "./guard";
import type { Exported, Judgement } from "./shapes";
import { Weigher } from "./weigh";

const PAUSE = 120;
const LONG = 4000;
const SLICE = 12;
const guards = new Map<string, Promise<Guard>>();
const weighers = new Map<string, Promise<Weigher>>();
const desks = new WeakMap<HTMLFormElement, Desk>();

/** What lies at an address whose name says its content: fetched once and kept; what failed is tried again. */
function fetchedOnce<Made>(kept: Map<string, Promise<Made>>, address: string, make: (answer: Response) => Promise<Made>): Promise<Made> {
  let made = kept.get(address);
  if (!made) {
    made = fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return make(answer);
    });
    kept.set(address, made);
    made.catch(() => kept.delete(address));
  }
  return made;
}

/** The rules of a pack. */
function guardAt(address: string): Promise<Guard> {
  return fetchedOnce(guards, address, async (answer) => {
    const guard = new Guard((await answer.json()) as Exported);
    void inSlices(guard.warm(), () => true);
    return guard;
  });
}

/** The second opinion comes after the rules: they are checked by at once, and it does not hold up the first words. */
function weigherAt(address: string): Promise<Weigher> {
  return fetchedOnce(weighers, address, async (answer) => new Weigher(await answer.text()));
}

/** Does the steps a few milliseconds at a time, so that no key waits; false when it is not wanted any more. */
async function inSlices(steps: Iterable<void>, wanted: () => boolean): Promise<boolean> {
  let began = performance.now();
  for (const _step of steps) {
    if (performance.now() - began < SLICE) continue;
    await new Promise((next) => setTimeout(next));
    if (!wanted()) return false;
    began = performance.now();
  }
  return true;
}

class Desk {
  private guard: Guard | null = null;
  private cards = new Map<string, Card>();
  private shown: Card[] = [];
  private timer = 0;
  private asked = 0;
  private checked = "";
  private told = "";

  constructor(
    private readonly place: HTMLElement,
    private readonly field: HTMLTextAreaElement,
    private readonly form: HTMLFormElement,
  ) {
    if ("advises" in place.dataset) field.after(place); // a form of many fields: beside the one it is about
    field.addEventListener("input", (event) => {
      if (!(event as InputEvent).isComposing) this.later();
    });
    field.addEventListener("compositionend", () => this.later());
    form.addEventListener("restored", () => this.later());
    window.addEventListener("online", () => void this.load());
    this.list.addEventListener("input", () => this.hold());
    this.situation.addEventListener("change", () => this.later(0));
    void this.load();
  }

  private get list(): HTMLElement {
    return this.place.querySelector<HTMLElement>("[data-guard-cards]")!;
  }

  private get situation(): HTMLSelectElement {
    return this.place.querySelector("select")!;
  }

  private say(name: string, values: Record<string, string | number> = {}): string {
    return (this.place.dataset[`say${name}`] ?? "").replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
  }

  private async load(): Promise<void> {
    if (this.guard) return;
    try {
      this.guard = await guardAt(this.place.dataset.src!);
      this.offerSituations(this.guard.pack);
      this.later(0);
    } catch {
      this.line("took", this.say("Failed"));
      return;
    }
    if (this.guard.pack.weighing) void this.loadWeights(this.guard);
  }

  /** Without it the patterns speak alone, and the server knows more. */
  private async loadWeights(guard: Guard): Promise<void> {
    guard.weigher ??= await weigherAt(this.place.dataset.weights!).catch(() => null);
    this.later(0);
  }

  private offerSituations(pack: Exported): void {
    const channels = this.place.dataset.channel === "call" ? ["telephone", "any"] : ["any"];
    for (const { id, title, channel } of Object.values(pack.situations)) {
      if (channels.includes(channel)) this.situation.add(new Option(title, id));
    }
    this.situation.parentElement!.hidden = false;
  }

  private later(pause = PAUSE): void {
    clearTimeout(this.timer);
    this.asked += 1;
    this.timer = window.setTimeout(() => void this.check(), pause);
  }

  private async check(): Promise<void> {
    if (!this.guard) return this.load();
    const asked = this.asked;
    const text = this.field.value;
    if (text.length > LONG && !(await inSlices(this.guard.ahead(text), () => asked === this.asked))) return;
    const began = performance.now();
    const judged = this.judge(text);
    const ms = Math.max(1, Math.round(performance.now() - began));
    this.render(judged);
    this.line("took", text.trim() ? this.say("Took", { ms }) : "");
  }

  private judge(text: string): Judgement {
    const chosen = this.situation.value;
    this.checked = text;
    if (!text.trim()) return { findings: [], missing: [], disordered: [] };
    const turn = chosen === "last" ? "last" : this.place.dataset.turn;
    return this.guard!.check({ text, turn, manner: this.manner }, chosen === "last" ? "" : chosen);
  }

  /** An answer of a case may be read out; what goes out by chat, mail or message is written. */
  private get manner(): string {
    const { channel } = this.place.dataset;
    return channel && channel !== "call" ? "written" : "spoken";
  }

  private render({ findings, missing, disordered }: Judgement): void {
    // Where warnings want their own reason each of them has to be seen.
    const found = ordered(findings, "warns" in this.place.dataset);
    const never = (this.place.dataset.never ?? "").split(" ");
    const counted = new Map<string, number>();
    const kept = new Map<string, Card>();
    this.shown = found.slice(0, MOST).map((finding, at) => {
      const name = finding.phrase || finding.family;
      const before = counted.get(name) ?? 0;
      counted.set(name, before + 1);
      const key = `${name}:${before}`;
      const card = this.cards.get(key) ?? this.newCard(finding.phrase);
      kept.set(key, card);
      // Where the server keeps no reasons the guard only advises.
      const blocks = finding.severity === "block" && !("advises" in this.place.dataset);
      const asks = !("advises" in this.place.dataset) && !before && Boolean(finding.phrase) && (blocks || (finding.severity === "warn" && "warns" in this.place.dataset));
      card.show(finding, at + 1, asks, blocks && never.includes(finding.family));
      return card;
    });
    this.cards = kept;
    const roots = this.shown.map(({ root }) => root);
    if (roots.length !== this.list.children.length || roots.some((root, at) => this.list.children[at] !== root)) this.list.replaceChildren(...roots);
    this.place.querySelector<HTMLElement>("[data-guard-consent]")!.hidden = !roots.length || !this.place.dataset.alarm;
    this.lack(missing, disordered, found.length);
    this.hold();
    this.tell(found.map(({ severity }) => severity));
  }

  /** A new card takes over the reason that the server's own card held after a refusal. */
  private newCard(phrase: string): Card {
    const card = new Card(this.place, this.field, this.guard!.pack);
    const typed = this.list.querySelector<HTMLInputElement>(`input[name="why-${CSS.escape(phrase)}"]`);
    if (typed) card.reasonField.value = typed.value;
    return card;
  }

  private lack(missing: string[], disordered: string[], found: number): void {
    const titles = this.guard!.pack.titles;
    const named = (elements: string[]): string => elements.map((each) => titles[each] ?? each).join("、");
    const parts = [missing.length ? this.say("Lacks", { what: named(missing) }) : "", disordered.length ? this.say("Early", { what: named(disordered) }) : ""];
    if (found > MOST) parts.push(this.say("More", { n: found - MOST }));
    this.line("lacks", parts.filter(Boolean).join(" · "));
  }

  private line(part: string, words: string): void {
    const lead = part === "took" && words && this.place.querySelector("[data-guard-lacks]")?.textContent ? "· " : "";
    this.place.querySelector(`[data-guard-${part}]`)!.textContent = lead + words;
  }

  /** Says on the button that what is written may not go out yet; the key and the press still answer. */
  private hold(): Card | undefined {
    const holding = this.shown.find((card) => card.holds);
    for (const button of this.form.querySelectorAll<HTMLElement>("button:not([type]), button[type=submit]")) {
      button.toggleAttribute("data-held", Boolean(holding));
      if (holding) button.title = this.say("Held", { said: holding.said });
      else button.removeAttribute("title");
    }
    return holding;
  }

  /** Read aloud when it changes, not at every key. */
  private tell(severities: string[]): void {
    const signature = severities.join();
    if (signature === this.told) return;
    this.told = signature;
    const count = (wanted: string): number => severities.filter((each) => each === wanted).length;
    const counts = { n: severities.length, block: count("block"), warn: count("warn"), hint: count("hint") };
    announce(severities.length ? this.say("Found", counts) : this.say("Clear"));
  }

  /** True when the form may go; else the first thing in its way has the focus. */
  lets(): boolean {
    if (!this.guard) return true; // the server checks
    if (this.checked !== this.field.value) this.render(this.judge(this.field.value));
    const holding = this.hold();
    if (!holding) return true;
    holding.insist();
    announce(this.say("Held", { said: holding.said }));
    return false;
  }

  /** Takes the wording of card `number`, counted from 1. */
  take(number: number): boolean {
    const card = this.shown[number - 1];
    if (!card) return false;
    card.take();
    return true;
  }
}

eachContent((root) => {
  for (const place of root.querySelectorAll<HTMLElement>("[data-guard]")) {
    const form = place.closest("form");
    const field = form?.querySelector<HTMLTextAreaElement>("textarea[data-words]");
    if (form && field && !desks.has(form)) desks.set(form, new Desk(place, field, form));
  }
});

// Before guard.ts makes the form busy.
window.addEventListener(
  "submit",
  (event) => {
    const desk = desks.get(event.target as HTMLFormElement);
    if (!desk || desk.lets()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  if (composing(event) || event.repeat) return;
  const digit = event.altKey && !event.ctrlKey && !event.metaKey ? /^Digit([1-9])$/.exec(event.code)?.[1] : undefined;
  const number = digit ? Number(digit) : event.ctrlKey && !event.altKey && event.key === "." ? 1 : 0;
  if (!number) return;
  const near = (event.target as Element).closest?.("form") ?? document.querySelector("[data-guard]")?.closest("form");
  if (near && desks.get(near)?.take(number)) event.preventDefault();
});
