// The messages the server has told, each once and in its order.
import type { Sent } from "./server";
import type { Message } from "./types";

const OVERLAP = 10;

export class Feed {
  messages: Message[] = [];
  /** Sent and answered, but not told back yet. */
  ghosts: Message[] = [];
  hasMore = false;
  /** The last id heard. */
  since = 0;

  /**
   * What the next question begins after: some way back, for one written earlier may become readable later. Each is
   * known by its id, so asking for it twice shows it once.
   */
  get asked(): number {
    return this.hasMore ? this.since : (this.messages.at(-OVERLAP)?.id ?? 0);
  }

  get lastOfClerk(): Message | undefined {
    return this.messages.filter((each) => each.from === "clerk").at(-1);
  }

  /** Takes what the server told. Answers with what the customer's own were called. */
  take(news: Message[], hasMore = false): Set<string> {
    this.hasMore = hasMore;
    const onces = new Set(news.map((each) => each.once ?? "").filter(Boolean));
    if (!news.length) return onces;
    const known = new Map(this.messages.map((each) => [each.id, each]));
    for (const message of news) known.set(message.id, message);
    this.messages = [...known.values()].sort((a, b) => a.id - b.id);
    this.ghosts = this.ghosts.filter((each) => !onces.has(each.once ?? ""));
    this.since = Math.max(this.since, ...news.map((each) => each.id));
    return onces;
  }

  /** The server has answered for one: it stands in its place until it is told back. */
  promise(text: string, answer: Sent): void {
    if (this.messages.some((each) => each.once === answer.once)) return;
    this.ghosts = [...this.ghosts, { ...answer, from: "customer", text, file: null }];
  }

  clear(): void {
    this.messages = this.ghosts = [];
    this.since = 0;
    this.hasMore = false;
  }
}
