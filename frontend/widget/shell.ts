// The button in the corner, the window that opens from it, and what stands around every screen.
import type { Chat, Screen } from "./chat";
import { el, fill, icon, iconButton, say, show } from "./dom";
import { FormScreen } from "./form";
import { TalkScreen } from "./talk";
import { Sync } from "./sync";
import { clerkWords, spoken, t } from "./words";

/** A screen is built once and then only told that something changed, so that nobody loses focus or typed words. */
export interface View {
  root: HTMLElement;
  update(): void;
  focus(): void;
}

export class Shell {
  private readonly root: HTMLElement;
  private readonly bubble = el("button", { type: "button", class: "bubble", onclick: () => this.toggle(), "aria-expanded": "false" });
  private readonly badge = el("span", { class: "badge", "aria-hidden": "true", hidden: true });
  private readonly teaser = el("button", { type: "button", class: "teaser", hidden: true, onclick: () => this.toggle() });
  private readonly panel = el("section", { class: "panel", role: "dialog", hidden: true, tabindex: -1 });
  private readonly mark = el("span", { class: "mark", "aria-hidden": "true" });
  private readonly title = el("h2", { class: "title" });
  private readonly status = el("p", { class: "status" });
  private readonly bar = el("div", { class: "bar" });
  private readonly body = el("div", { class: "body" });
  private readonly heard = el("div", { class: "sr", role: "status" });
  private readonly sync: Sync;
  private close!: HTMLButtonElement;
  private screen: Screen | "" = "";
  private view: View | null = null;
  private lang = "";
  private wasInTrouble = false;
  private ticking = 0;

  constructor(private readonly chat: Chat, host: ShadowRoot) {
    this.sync = new Sync(chat, host.host);
    this.root = el("div", { class: "box" }, this.sync.pointer, this.sync.bar, this.panel, this.teaser, this.bubble);
    host.append(this.root);
    this.root.addEventListener("keydown", (event) => this.key(event));
    // The page has keys and drops of its own; what is meant for the chat is none of its business.
    for (const kind of ["keydown", "keyup", "keypress", "input", "change", "paste", "drop", "dragover", "submit", "focusin"]) {
      host.addEventListener(kind, (event) => event.stopPropagation());
    }
    visualViewport?.addEventListener("resize", () => this.fit());
    visualViewport?.addEventListener("scroll", () => this.fit());
    chat.onChange(() => this.update());
    this.update();
  }

  private get isPhone(): boolean {
    return matchMedia("(max-width: 480px)").matches;
  }

  private toggle(): void {
    this.chat.setOpen(!this.chat.isOpen);
    this.update();
    if (this.chat.isOpen) this.view?.focus();
    else this.bubble.focus();
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape" && this.chat.isOpen && !event.defaultPrevented) {
      event.preventDefault();
      this.toggle();
    }
    if (event.key === "Tab" && this.isPhone && this.chat.isOpen) this.keepInside(event);
  }

  /** On a telephone the window covers the page: Tab goes round in it. */
  private keepInside(event: KeyboardEvent): void {
    const all = [...this.panel.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, [tabindex='0']")];
    const there = all.filter((each) => each.offsetParent !== null && !each.matches(":disabled"));
    const at = (this.root.getRootNode() as ShadowRoot).activeElement;
    const [first, last] = [there[0], there.at(-1)];
    if (event.shiftKey && (at === first || at === this.panel)) last?.focus();
    else if (!event.shiftKey && at === last) first?.focus();
    else return;
    event.preventDefault();
  }

  /** The window stays above the keyboard of a telephone. */
  private fit(): void {
    const seen = visualViewport;
    if (!seen || !this.isPhone || seen.scale > 1.01) return this.panel.removeAttribute("style");
    this.panel.style.height = `${seen.height}px`;
    this.panel.style.top = `${seen.offsetTop}px`;
  }

  // ---- showing

  private update(): void {
    if (this.lang !== spoken()) this.rebuild();
    const { chat } = this;
    const unread = chat.isOpen ? 0 : chat.unread;
    this.bubble.setAttribute("aria-label", chat.isOpen ? t("close") : unread ? t("openUnread", { n: unread }) : t("open"));
    this.bubble.setAttribute("aria-expanded", String(chat.isOpen));
    this.root.classList.toggle("one-language", chat.info?.languages?.length === 1);
    this.root.classList.toggle("is-open", chat.isOpen);
    show(this.badge, unread > 0);
    say(this.badge, unread > 99 ? "99+" : String(unread));
    this.showTeaser(unread);
    if (this.panel.hidden === chat.isOpen) {
      show(this.panel, chat.isOpen);
      this.fit();
    }
    this.sync.update();
    if (!chat.isOpen) return;
    this.panel.setAttribute("aria-modal", String(this.isPhone));
    this.showScreen();
    this.showHead();
    this.showTrouble();
    this.view?.update();
  }

  private rebuild(): void {
    this.lang = spoken();
    this.root.lang = this.lang === "zh" ? "zh-Hans" : "en";
    this.panel.setAttribute("aria-label", t("chat"));
    this.close = iconButton("down", t("close"), () => this.toggle());
    const words = el("div", { class: "grow" }, this.title, this.status);
    const other = el("button", { type: "button", class: "lang", lang: this.lang === "zh" ? "en" : "zh-Hans" }, t("otherLang"));
    other.addEventListener("click", () => {
      this.chat.choose(this.lang === "zh" ? "en" : "zh");
      queueMicrotask(() => this.panel.querySelector<HTMLElement>(".lang")?.focus());
    });
    fill(this.panel, el("div", { class: "head" }, this.mark, words, other, this.close), this.bar, this.body, this.heard);
    fill(this.bubble, el("span", { class: "face" }, icon("chat"), icon("down")), this.badge);
    fill(this.bar);
    this.screen = "";
  }

  /** The clerk's last words beside the button, while the window is closed. */
  private showTeaser(unread: number): void {
    const last = this.chat.feed.lastOfClerk;
    show(this.teaser, unread > 0 && !!last && !this.isPhone);
    if (unread && last) fill(this.teaser, el("b", {}, clerkWords(last.by || this.chat.state?.clerk)), el("span", {}, last.text || last.file?.name));
  }

  private showScreen(): void {
    if (this.screen === this.chat.screen) return;
    const inside = this.panel.contains((this.root.getRootNode() as ShadowRoot).activeElement);
    this.screen = this.chat.screen;
    this.view = this.make(this.screen);
    fill(this.body, this.view.root);
    if (inside) this.view.focus();
  }

  private make(screen: Screen): View {
    if (screen === "talk") return new TalkScreen(this.chat, this.sync, (words) => say(this.heard, words));
    if (screen === "form" || screen === "note") return new FormScreen(this.chat, screen);
    return new WaitScreen(this.chat, screen === "unreachable", this.panel);
  }

  private showHead(): void {
    const { info, state, screen } = this.chat;
    const title = info?.title || t("chat");
    say(this.title, title);
    say(this.mark, [...title][0]?.toUpperCase() ?? "");
    let [words, tone] = ["", "calm"];
    if (screen === "talk" && state) {
      if (state.status === "queueing") [words, tone] = [t("queueing"), "soon"];
      else if (state.status === "talking") [words, tone] = [t("served", { clerk: clerkWords(state.clerk) }), "ok"];
      else words = t("ended");
    } else if (info && screen !== "loading") [words, tone] = info.is_open ? [t("online"), "ok"] : [t("away"), "calm"];
    say(this.status, words);
    this.status.dataset.tone = tone;
  }

  private showTrouble(): void {
    const { trouble } = this.chat.line;
    clearInterval(this.ticking);
    if (!trouble) {
      if (this.wasInTrouble) say(this.heard, t("back"));
      this.wasInTrouble = false;
      if (this.bar.firstChild) fill(this.bar);
      return;
    }
    if (!this.wasInTrouble) {
      this.wasInTrouble = true;
      say(this.heard, navigator.onLine ? t("reconnecting") : t("offline"));
      const again = el("button", { type: "button", class: "link", onclick: () => this.chat.line.retry() }, t("now"));
      fill(this.bar, el("div", { class: "note soon" }, icon("wifi"), el("span", { class: "grow" }), again));
    }
    this.tick();
    this.ticking = window.setInterval(() => this.tick(), 1000);
  }

  private tick(): void {
    const { trouble } = this.chat.line;
    const place = this.bar.querySelector(".grow");
    if (!trouble || !place) return;
    const rest = Math.ceil((trouble.nextAt - Date.now()) / 1000);
    say(place, !navigator.onLine ? t("offline") : rest > 0 ? t("lost", { n: rest }) : t("reconnecting"));
    show(this.bar.querySelector<HTMLElement>(".link")!, navigator.onLine);
  }
}

/** Before anything is known of the channel, and when it cannot be reached. */
class WaitScreen implements View {
  readonly root: HTMLElement;

  constructor(
    chat: Chat,
    isFailed: boolean,
    private readonly panel: HTMLElement,
  ) {
    const again = el("button", { type: "button", class: "go", onclick: () => void chat.ask() }, t("again"));
    this.root = isFailed
      ? el("div", { class: "middle" }, icon("wifi"), el("p", {}, t("unreachable")), again)
      : el("div", { class: "middle" }, el("span", { class: "dots" }, el("i"), el("i"), el("i")), el("p", {}, t("loading")));
  }

  update(): void {
    // nothing moves here
  }

  focus(): void {
    (this.root.querySelector("button") ?? this.panel).focus();
  }
}
