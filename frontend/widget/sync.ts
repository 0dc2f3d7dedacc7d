// Web sync: the customer lets the clerk look at the page he looks at. He starts it, he ends it, and while it runs a bar
// stands on every page of the site that shows it.
import type { Chat } from "./chat";
import { el, fill, icon, say, show } from "./dom";
import { Refused } from "./server";
import { snapshot } from "./snapshot";
import { clerkWords, t } from "./words";

const PAGE_PAUSE = 2000;
const VIEW_PAUSE = 500;

export interface SyncState {
  is_on: boolean;
  clerk?: string;
  /** Where the clerk points, in pixels of the page. */
  point?: [number, number] | null;
}

export class Sync {
  /** Stands over the page, outside the chat's window. */
  readonly bar = el("div", { class: "sync", role: "region", hidden: true });
  private readonly ring = el("div", { class: "ring", hidden: true, "aria-hidden": "true" });
  private readonly watcher = new MutationObserver(() => this.pageSoon());
  private on = false;
  private stopping = false;
  private spot: [number, number] | null = null;
  private pageTimer = 0;
  private viewTimer = 0;
  private lastPage = 0;
  private lang = "";

  constructor(
    private readonly chat: Chat,
    private readonly host: Element | null,
  ) {
    addEventListener("scroll", () => this.viewSoon(), { passive: true, capture: true });
    addEventListener("resize", () => this.pageSoon());
    for (const kind of ["popstate", "hashchange", "pageshow"]) addEventListener(kind, () => this.pageSoon());
  }

  get pointer(): HTMLElement {
    return this.ring;
  }

  get state(): SyncState | null {
    return (this.chat.state?.sync as SyncState | null | undefined) ?? null;
  }

  get isOffered(): boolean {
    return this.chat.state?.status === "talking" && "sync" in this.chat.state && !this.on;
  }

  async start(): Promise<void> {
    await this.chat.server.verb("sync");
    this.chat.line.poke();
    this.set(true);
  }

  async stop(): Promise<void> {
    this.set(false); // nothing more is sent from this moment, whatever the line does
    await this.end();
    this.chat.line.poke();
  }

  /** Told until the server has heard it: a line that is down for a moment must not leave his page with the clerk. */
  private async end(tries = 5): Promise<void> {
    if (this.on) return; // he has begun anew
    try {
      await this.chat.server.verb("sync/end");
    } catch (error) {
      if (tries <= 1 || (error instanceof Refused && error.isFinal)) return;
      await new Promise((over) => setTimeout(over, 1000));
      await this.end(tries - 1);
    }
  }

  /** Called whenever the chat has changed. */
  update(): void {
    const { state } = this;
    const isOn = state?.is_on === true && this.chat.state?.status === "talking";
    if (isOn !== this.on && !(this.stopping && isOn)) this.set(isOn);
    if (!isOn) this.stopping = false;
    this.draw(t("syncBar", { clerk: clerkWords(state?.clerk ?? this.chat.state?.clerk) }));
    this.point(this.on ? (state?.point ?? null) : null);
  }

  private set(on: boolean): void {
    if (this.on === on) return;
    this.on = on;
    this.stopping = !on;
    show(this.bar, on);
    clearTimeout(this.pageTimer);
    clearTimeout(this.viewTimer);
    this.viewTimer = 0;
    this.watcher.disconnect();
    if (!on) return this.point(null);
    this.lastPage = 0;
    this.watcher.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    this.pageSoon();
  }

  private draw(words: string): void {
    if (this.lang !== t("syncEnd")) {
      this.lang = t("syncEnd");
      const end = el("button", { type: "button", class: "sync-end", onclick: () => void this.stop() }, t("syncEnd"));
      fill(this.bar, icon("screen"), el("span", { class: "grow", role: "status" }), end);
      this.bar.setAttribute("aria-label", t("syncLabel"));
    }
    say(this.bar.querySelector(".grow")!, this.on ? words : "");
  }

  // ---- what is sent

  private pageSoon(): void {
    if (!this.on) return;
    clearTimeout(this.pageTimer);
    const pause = Math.max(300, this.lastPage + PAGE_PAUSE - Date.now());
    this.pageTimer = window.setTimeout(() => void this.sendPage(), pause);
  }

  private async sendPage(): Promise<void> {
    if (!this.on || document.hidden) return;
    this.lastPage = Date.now();
    const html = snapshot(this.host);
    if (html === null) return; // too large: the clerk keeps what he saw last
    const { scrollWidth: width, scrollHeight: height } = document.documentElement;
    const seen = { x: Math.round(scrollX), y: Math.round(scrollY), mark: null };
    await this.send("sync/page", { page: location.pathname, title: document.title.slice(0, 200), html, width, height, ...seen });
  }

  private viewSoon(): void {
    if (!this.on) return;
    this.place();
    if (this.viewTimer) return;
    this.viewTimer = window.setTimeout(() => {
      this.viewTimer = 0;
      if (this.on) void this.send("sync/view", { x: Math.round(scrollX), y: Math.round(scrollY), mark: null });
    }, VIEW_PAUSE);
  }

  private async send(call: string, body: object): Promise<void> {
    try {
      await this.chat.server.verb(call, body);
    } catch (error) {
      // 409: it has ended at the other side. What is lost otherwise is made good by the next.
      if (error instanceof Refused && error.status === 409) this.chat.line.poke();
      else if (call === "sync/page" && !(error instanceof Refused && error.isFinal)) this.pageSoon();
    }
  }

  // ---- what the clerk shows

  private point(spot: [number, number] | null): void {
    this.spot = spot;
    show(this.ring, spot !== null);
    this.place();
  }

  private place(): void {
    if (!this.spot) return;
    this.ring.style.left = `${this.spot[0] - scrollX}px`;
    this.ring.style.top = `${this.spot[1] - scrollY}px`;
  }
}
