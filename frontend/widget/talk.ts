// The conversation: the queue above it, the log, and below it the box to write in or what comes after the end.
import { After } from "./after";
import { Line, type Item } from "./bubbles";
import type { Chat } from "./chat";
import { Composer } from "./composer";
import { el, fill, icon, say, show } from "./dom";
import type { View } from "./shell";
import type { Sync } from "./sync";
import { clerkWords, dayWords, t } from "./words";

const GROUP = 180_000; // lines of one hand within three minutes stand together

export class TalkScreen implements View {
  readonly root = el("div", { class: "talk" });
  private readonly queue = el("div", { class: "queue", hidden: true });
  private readonly log = el("div", { class: "log", role: "log", "aria-live": "off", "aria-label": t("log"), tabindex: 0 });
  private readonly typing = el("div", { class: "typing", hidden: true });
  private readonly below = el("button", { type: "button", class: "below", hidden: true, onclick: () => this.toEnd() }, icon("down"), t("newBelow"));
  private readonly foot = el("div", { class: "foot" });
  private readonly lines = new Map<string, Line>();
  private readonly days = new Map<string, HTMLElement>();
  private readonly composer: Composer;
  private readonly after: After;
  private phase = "";
  private told = "";
  private atEnd = true;
  private top = 0;

  constructor(
    private readonly chat: Chat,
    sync: Sync,
    private readonly announce: (words: string) => void,
  ) {
    this.composer = new Composer(chat, this.root);
    this.after = new After(chat, sync, () => this.setPhase("reopened"));
    const space = el("div", { class: "space" }, this.log, this.below);
    this.root.append(this.queue, space, this.foot);
    this.log.addEventListener("scroll", () => {
      const { scrollTop, scrollHeight, clientHeight } = this.log;
      // Only a hand moves upwards; what grows below does not mean that he has left the end.
      if (scrollHeight - scrollTop - clientHeight < 40) this.atEnd = true;
      else if (scrollTop < this.top) this.atEnd = false;
      this.top = scrollTop;
      if (this.atEnd) show(this.below, false);
    });
    // A picture that comes in, a banner, a keyboard: whoever was at the end stays there.
    const keep = (): void => void (this.atEnd && this.toEnd());
    new ResizeObserver(keep).observe(this.log);
    this.log.addEventListener("load", keep, true);
    // What is said aloud begins with what comes now, not with the history.
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 1500);
  }

  focus(): void {
    if (this.phase === "ended") this.after.focus();
    else this.composer.focus();
  }

  update(): void {
    const { state } = this.chat;
    const isEnded = state?.status === "ended" || state?.status === "left";
    if (!isEnded || this.phase !== "reopened") this.setPhase(isEnded ? "ended" : "open");
    this.showQueue();
    this.showLines();
    this.showTyping();
    this.after.update();
    this.speak();
  }

  private setPhase(phase: "open" | "ended" | "reopened"): void {
    if (this.phase === phase) return;
    const had = this.foot.contains((this.root.getRootNode() as Document | ShadowRoot).activeElement);
    this.phase = phase;
    fill(this.foot, ...(phase === "ended" ? [this.after.root] : [this.after.ending, this.composer.root]));
    this.composer.fit();
    if (had || phase === "reopened") this.focus();
  }

  private speak(): void {
    const { state } = this.chat;
    if (!state) return;
    let words = "";
    if (state.status === "queueing") words = placeWords(state.place);
    if (state.status === "talking") words = t("served", { clerk: clerkWords(state.clerk) });
    if (state.status === "ended") words = t("ended");
    if (words !== this.told) this.announce(words);
    this.told = words;
  }

  private showQueue(): void {
    const { state } = this.chat;
    const isQueueing = state?.status === "queueing";
    show(this.queue, isQueueing);
    if (!isQueueing) return;
    if (!this.queue.firstChild) {
      const note = el("button", { type: "button", class: "link", onclick: () => void this.chat.noteInstead() }, t("noteInstead"));
      const words = el("div", { class: "grow" }, el("b"), el("span", { class: "wait" }), el("p", { class: "small" }, t("queueWrite")), note);
      this.queue.append(el("span", { class: "pulse", "aria-hidden": "true" }, icon("clock")), words);
    }
    say(this.queue.querySelector("b")!, placeWords(state.place));
    const minutes = state.estimate === null ? null : Math.ceil(state.estimate / 60);
    const wait = minutes === null ? t("queueUnknown") : state.estimate! < 60 ? t("queueSoon") : t("queueMinutes", { n: minutes });
    say(this.queue.querySelector(".wait")!, wait);
  }

  // ---- the log

  private items(): Item[] {
    const { chat } = this;
    const told: Item[] = [...chat.feed.messages, ...chat.feed.ghosts]
      .sort((a, b) => a.id - b.id)
      .map((each) => ({ ...each, key: each.once && each.from === "customer" ? each.once : `m${each.id}`, at: new Date(each.at) }));
    const there = new Set(told.map((each) => each.key));
    const own = { from: "customer" as const, id: 0 };
    const pending = chat.outbox.all().map((each) => ({ ...own, key: each.once, at: new Date(each.at), text: each.text, pending: each }));
    const uploads = chat.uploads.all().map((each) => ({ ...own, key: each.once, at: new Date(each.at), text: "", upload: each }));
    const waiting = [...pending, ...uploads].sort((a, b) => a.at.getTime() - b.at.getTime());
    return [...told, ...waiting.filter((each) => !there.has(each.key))];
  }

  private showLines(): void {
    const items = this.items();
    const wasAtEnd = this.atEnd;
    const count = this.lines.size;
    let next = this.log.firstChild;
    const place = (node: HTMLElement): void => {
      if (node === next) next = next.nextSibling;
      else this.log.insertBefore(node, next);
    };
    const kept = new Set<string>();
    let day = "";
    items.forEach((item, at) => {
      const thisDay = dayWords(item.at);
      if (thisDay !== day) place(this.day((day = thisDay)));
      const line = this.lines.get(item.key) ?? new Line(this.chat, item);
      this.lines.set(item.key, line);
      kept.add(item.key);
      line.update(item, this.markOf(item, items), isLastOfGroup(item, items[at + 1]));
      place(line.root);
    });
    for (const [key, line] of this.lines) {
      if (kept.has(key)) continue;
      if (line.root === next) next = next.nextSibling;
      line.root.remove();
      this.lines.delete(key);
    }
    place(this.typing);
    const mine = items.at(-1)?.from === "customer" && this.lines.size > count;
    if (wasAtEnd || mine) this.toEnd();
    else if (this.lines.size > count) show(this.below, true);
  }

  private day(words: string): HTMLElement {
    const made = this.days.get(words) ?? el("div", { class: "day" }, words);
    this.days.set(words, made);
    return made;
  }

  /** What stands beside the last of the customer's own lines. */
  private markOf(item: Item, items: Item[]): string {
    if (item.from !== "customer") return "";
    if (item.upload) return item.upload.done ? t("uploading", { n: Math.round(item.upload.done * 100) }) : t("sending");
    if (item.pending) return this.chat.line.trouble ? t("waiting") : t("sending");
    const seen = this.chat.state?.seen ?? 0;
    const sent = items.filter((each) => each.from === "customer" && each.id > 0);
    if (item === sent.filter((each) => each.id <= seen).at(-1)) return t("seen");
    return item === sent.at(-1) ? t("sent") : "";
  }

  private showTyping(): void {
    const { isTyping, state } = this.chat;
    if (isTyping === !this.typing.hidden) return;
    const words = t("typing", { clerk: clerkWords(state?.clerk) });
    fill(this.typing, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), el("span", { class: "sr" }, words));
    show(this.typing, isTyping);
    if (this.atEnd) this.toEnd();
  }

  private toEnd(): void {
    this.log.scrollTop = this.log.scrollHeight;
    this.atEnd = true;
    show(this.below, false);
  }
}

function placeWords(place: number | null): string {
  if (place === null) return t("queueing");
  return place <= 1 ? t("queueFirst") : t("queuePlace", { n: place });
}

function isLastOfGroup(item: Item, next: Item | undefined): boolean {
  if (!next || next.from !== item.from) return true;
  return next.at.getTime() - item.at.getTime() > GROUP;
}
