// Texts on their way. Each stands under a key of its own in the browser's storage until the server has answered, so
// that neither a cut, a reload nor a second tab loses one; its `once` sees to it that none arrives twice.
import { Refused, type Sent } from "./server";
import type { Store } from "./store";
import type { Pending } from "./types";

const LONGEST_WAIT = 30_000;
const ANOTHER_TABS = 4_000; // a tab leaves the newer texts of another to it

export interface OutboxEvents {
  changed(): void;
  sent(entry: Pending, answer: Sent): void;
  /** The token is no longer good. */
  gone(): void;
  /** The network failed. */
  lost(): void;
}

export class Outbox {
  private running = false;
  private timer = 0;
  private wait = 1000;
  private last = 0;

  constructor(
    private readonly store: Store,
    private readonly tab: string,
    private readonly send: (entry: Pending) => Promise<Sent>,
    private readonly events: OutboxEvents,
  ) {}

  all(): Pending[] {
    const entries = this.store.names("out:").map((name) => this.store.get<Pending>(name));
    return entries.filter((each): each is Pending => each !== null).sort((a, b) => a.seq - b.seq || (a.once < b.once ? -1 : 1));
  }

  add(text: string): void {
    const at = Date.now();
    // A clock set back must not put a new text before an old one.
    const seq = Math.max(at, this.last + 1, (this.all().at(-1)?.seq ?? 0) + 1);
    this.last = seq;
    this.write({ once: newOnce(), text, at, seq, tab: this.tab });
    this.pump();
  }

  retry(once: string): void {
    const entry = this.store.get<Pending>(`out:${once}`);
    if (!entry) return;
    delete entry.failed;
    this.write({ ...entry, tab: this.tab });
    this.hurry();
  }

  drop(once: string): void {
    this.store.remove(`out:${once}`);
    this.events.changed();
  }

  /** Takes everything out and hands it back, oldest first. */
  empty(): Pending[] {
    const entries = this.all();
    for (const entry of entries) this.store.remove(`out:${entry.once}`);
    this.events.changed();
    return entries;
  }

  /** The connection is back: try at once. */
  hurry(): void {
    this.wait = 1000;
    this.pump();
  }

  pump(): void {
    clearTimeout(this.timer);
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      for (;;) {
        const head = this.all().find((entry) => !entry.failed);
        if (!head) return;
        const rest = ANOTHER_TABS - (Date.now() - head.at);
        if (head.tab !== this.tab && rest > 0) return this.later(rest);
        if (!(await this.deliver(head))) return;
      }
    } finally {
      this.running = false;
    }
  }

  /** Sends one; whether the next may follow at once. */
  private async deliver(entry: Pending): Promise<boolean> {
    try {
      const answer = await this.send(entry);
      this.wait = 1000;
      this.events.sent(entry, answer);
      this.store.remove(`out:${entry.once}`);
      this.events.changed();
      return true;
    } catch (error) {
      if (error instanceof Refused && error.isFinal) {
        this.write({ ...entry, failed: error.sentence });
        return true;
      }
      if (error instanceof Refused && error.status === 401) {
        this.events.gone();
        return false;
      }
      if (error instanceof Refused && error.retry) this.later(error.retry * 1000);
      else {
        if (!(error instanceof Refused)) this.events.lost();
        this.later(this.wait * (0.75 + Math.random() / 2));
        this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
      }
      return false;
    }
  }

  private later(pause: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.pump(), pause);
  }

  private write(entry: Pending): void {
    this.store.set(`out:${entry.once}`, entry);
    this.events.changed();
  }
}

/** A random name for one thing sent. randomUUID is missing on pages without https. */
export function newOnce(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
