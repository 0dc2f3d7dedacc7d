// The visit: what is known of it, and what may be done. The views read it and are told when it changed.
import { Feed } from "./feed";
import { Line } from "./line";
import { newOnce, Outbox } from "./outbox";
import { Refused, type Sent, type Server } from "./server";
import type { Store } from "./store";
import type { Info, Pending, State, Upload } from "./types";
import { Uploads } from "./uploads";
import { languageOf, speak, spoken, t, type Lang } from "./words";

export type Screen = "loading" | "unreachable" | "form" | "note" | "talk";
const TYPING_LASTS = 6000;
const TYPING_TELLS = 3000;

export class Chat {
  info: Info | null = null;
  screen: Screen = "loading";
  state: State | null = null;
  readonly feed = new Feed();
  typingUntil = 0;
  isOpen: boolean;
  notice = "";
  readonly outbox: Outbox;
  readonly uploads: Uploads;
  readonly line: Line;
  private seenTold = 0;
  private typingTold = 0;
  private readonly listeners: (() => void)[] = [];
  private due = false;

  constructor(
    readonly server: Server,
    readonly store: Store,
    tab: string,
  ) {
    this.isOpen = store.own.get<boolean>("open") ?? false;
    const events = {
      changed: () => this.tell(),
      sent: (entry: Pending | Upload, answer: Sent) => this.arrived(entry, answer),
      gone: () => this.expire(),
      lost: () => this.line.poke(),
    };
    this.outbox = new Outbox(store, tab, ({ once, text }) => server.verb<Sent>("messages", { once, text }), events);
    this.uploads = new Uploads(store, server, events);
    this.line = new Line(server.liveAddress, {
      refresh: () => this.refresh(),
      greeting: () => ({ token: server.token, since: this.feed.since }),
      typing: () => this.hearTyping(),
      changed: () => this.tell(),
      back: () => this.hurry(),
    });
    store.onChange((name, value) => this.otherTab(name, value));
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => this.tellSeen());
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Many changes in one go are shown once. */
  tell(): void {
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => {
      this.due = false;
      for (const listener of this.listeners) listener();
    });
  }

  // ---- beginning

  /** Asks what the channel is; whether there is one to show. A visit of before goes on at once. */
  async begin(): Promise<boolean> {
    const visit = this.store.get<{ token: string }>("visit");
    if (visit) this.take(visit.token);
    return (await this.ask()) || visit !== null;
  }

  /** False where the channel says no to this site; true where it may be tried again. */
  async ask(): Promise<boolean> {
    try {
      this.info = await this.server.info();
      this.line.poll = this.info.poll;
      this.uploads.largest = this.info.largest_file;
    } catch (error) {
      if (error instanceof Refused && [403, 404].includes(error.status)) return false;
    }
    if (!this.server.token) this.settle();
    this.tell();
    return true;
  }

  /** Which screen stands when there is no visit. */
  settle(): void {
    this.screen = !this.info ? "unreachable" : this.info.is_open ? "form" : "note";
    this.tell();
  }

  /** The same screen from its beginning. */
  restart(): void {
    this.screen = "loading";
    this.tell();
    void this.ask();
  }

  async start(form: Record<string, string>): Promise<void> {
    const once = this.store.get<string>("start") ?? newOnce();
    this.store.set("start", once);
    const page = location.origin + location.pathname; // without what stands behind the question mark
    try {
      const opened = await this.server.open({ once, language: spoken(), page, form });
      this.store.remove("start");
      this.store.set("visit", { token: opened.token, visit: opened.visit });
      this.take(opened.token);
    } catch (error) {
      if (error instanceof Refused) this.store.remove("start");
      if (error instanceof Refused && error.status === 409) await this.ask();
      throw error;
    }
  }

  private take(token: string): void {
    this.server.token = token;
    this.screen = "talk";
    this.line.start();
    this.hurry();
    this.tell();
  }

  // ---- what the server says

  private async refresh(): Promise<boolean> {
    const token = this.server.token;
    try {
      const said = await this.server.state(this.feed.asked);
      if (token !== this.server.token) return true;
      this.hear(said);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
      if (token === this.server.token) this.expire();
      return false;
    }
    return true;
  }

  private hear(said: State): void {
    this.state = said;
    this.typingUntil = said.clerk_typing ? Date.now() + TYPING_LASTS : 0;
    if (said.clerk_typing) setTimeout(() => this.tell(), TYPING_LASTS + 50);
    this.uploads.arrived(this.feed.take(said.messages, said.more));
    if (this.feed.hasMore) this.line.poke();
    this.tellSeen();
    this.tell();
  }

  private arrived(entry: Pending | Upload, answer: Sent): void {
    this.feed.promise("text" in entry ? entry.text : entry.name, { ...answer, once: entry.once });
    this.line.poke();
  }

  private hearTyping(): void {
    this.typingUntil = Date.now() + TYPING_LASTS;
    setTimeout(() => this.tell(), TYPING_LASTS + 50);
    this.tell();
  }

  /** Addresses of files stand for a short time only: asks for a new one. */
  async freshFile(id: number): Promise<string> {
    const said = await this.server.state(id - 1);
    this.feed.take(said.messages);
    return said.messages.find((each) => each.id === id)?.file?.url ?? "";
  }

  // ---- what the person does

  say(text: string): void {
    this.outbox.add(text);
  }

  typing(): void {
    if (this.state?.status !== "talking" || Date.now() - this.typingTold < TYPING_TELLS) return;
    this.typingTold = Date.now();
    this.server.verb("typing").catch(() => undefined);
  }

  setOpen(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.store.own.set("open", isOpen);
    if (isOpen && !this.server.token) void this.ask();
    this.tellSeen();
    this.tell();
  }

  choose(lang: Lang): void {
    this.store.set("lang", lang);
    speak(lang);
    this.tell();
  }

  chooseBy(...hints: (string | null | undefined)[]): void {
    speak(this.store.get<Lang>("lang") ?? languageOf(...hints));
  }

  /** Ends the visit, or leaves the queue. */
  async end(): Promise<void> {
    await this.server.verb("end");
    this.outbox.empty();
    this.uploads.empty();
    this.line.poke();
  }

  async rate(score: number, words: string): Promise<void> {
    await this.server.verb("rating", { score, words });
    if (this.state) this.state = { ...this.state, may: { ...this.state.may, rate: false } };
    this.line.poke();
    this.tell();
  }

  /** Forgets the visit on this device and shows the beginning. */
  forget(then?: Screen): void {
    this.store.remove("visit");
    for (const name of ["read", "start"]) this.store.remove(name);
    this.store.own.remove("draft");
    this.outbox.empty();
    this.uploads.empty();
    this.reset();
    if (then) this.screen = then;
    else void this.ask();
  }

  /** Not waiting any longer: leaves the queue for a message. */
  async noteInstead(): Promise<void> {
    await this.end();
    this.forget("note");
  }

  // ---- read and unread

  get unread(): number {
    const read = this.store.get<number>("read") ?? 0;
    return this.feed.messages.filter((each) => each.from === "clerk" && each.id > read).length;
  }

  get isTyping(): boolean {
    return Date.now() < this.typingUntil && this.state?.status === "talking";
  }

  private tellSeen(): void {
    if (!this.isOpen || document.hidden || this.screen !== "talk") return;
    const last = this.feed.lastOfClerk?.id ?? 0;
    if (last > (this.store.get<number>("read") ?? 0)) this.store.set("read", last);
    if (last <= this.seenTold) return;
    this.seenTold = last;
    this.server.verb("seen", { id: last }).catch(() => (this.seenTold = 0));
  }

  // ---- going wrong, and other tabs

  private hurry(): void {
    this.outbox.hurry();
    this.uploads.hurry();
  }

  /** The token is no longer good. What was not sent goes back into the box. */
  private expire(): void {
    if (!this.server.token) return;
    this.store.remove("visit");
    const unsent = this.outbox.empty().map((each) => each.text);
    const draft = [...unsent, this.store.own.get<string>("draft")].filter(Boolean).join("\n");
    if (unsent.length) this.store.own.set("draft", draft);
    this.notice = t(unsent.length ? "goneUnsent" : "gone");
    this.reset();
    void this.ask();
  }

  private reset(): void {
    this.line.stop();
    this.server.token = "";
    this.state = null;
    this.feed.clear();
    this.seenTold = 0;
    this.screen = "loading";
    this.tell();
  }

  private otherTab(name: string, value: unknown): void {
    if (name === "visit" || name === "") {
      const token = (value as { token: string } | null)?.token ?? "";
      if (token === this.server.token) return;
      this.reset();
      if (token) this.take(token);
      else void this.ask();
    } else if (name.startsWith("out:")) {
      if (value === null) this.line.poke();
      this.outbox.pump();
      this.tell();
    } else if (name === "read") this.tell();
  }
}
