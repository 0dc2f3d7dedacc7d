// Files on their way, one after the other. They live in their tab; a reload before the end is told, not hidden.
import { newOnce } from "./outbox";
import { Refused, type Sent, type Server } from "./server";
import type { Store } from "./store";
import type { Upload } from "./types";
import { sizeWords, t } from "./words";

export interface UploadEvents {
  changed(): void;
  sent(upload: Upload, answer: Sent): void;
  gone(): void;
  lost(): void;
}

export class Uploads {
  largest = 10 * 1024 * 1024;
  private list: Upload[];
  private running = false;
  private timer = 0;
  private wait = 1000;
  private stop: { once: string; by: AbortController } | null = null;

  constructor(
    private readonly store: Store,
    private readonly server: Server,
    private readonly events: UploadEvents,
  ) {
    // What a reload cut off. Only the name is left; the person chooses the file again.
    const cut = store.own.get<Upload[]>("uploads") ?? [];
    this.list = cut.map((each) => ({ ...each, file: null, done: 0, failed: t("fileLost") }));
  }

  all(): Upload[] {
    return this.list;
  }

  /** Takes files in; answers with the sentence of the one refused, or nothing. */
  add(files: Iterable<File>): string {
    let refusal = "";
    for (const file of files) {
      const name = file.name || "image.png";
      if (file.size > this.largest) {
        refusal = t("tooLarge", { name, size: sizeWords(file.size), most: sizeWords(this.largest) });
      } else if (!file.size) refusal = t("emptyFile", { name });
      else this.list.push({ once: newOnce(), name, size: file.size, at: Date.now(), done: 0, file });
    }
    this.keep();
    this.pump();
    return refusal;
  }

  retry(once: string): void {
    const upload = this.list.find((each) => each.once === once);
    if (!upload?.file) return;
    delete upload.failed;
    upload.done = 0;
    this.keep();
    this.hurry();
  }

  drop(once: string): void {
    this.list = this.list.filter((each) => each.once !== once);
    if (this.stop?.once === once) this.stop.by.abort();
    this.keep();
  }

  empty(): void {
    for (const each of [...this.list]) this.drop(each.once);
  }

  /** The server has these already, though its answer was lost. */
  arrived(onces: Set<string>): void {
    const left = this.list.filter((each) => !onces.has(each.once) || this.stop?.once === each.once);
    if (left.length === this.list.length) return;
    this.list = left;
    this.keep();
  }

  hurry(): void {
    this.wait = 1000;
    this.pump();
  }

  private pump(): void {
    clearTimeout(this.timer);
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      for (let head; (head = this.list.find((each) => each.file && !each.failed)); ) {
        if (!(await this.deliver(head, head.file!))) return;
      }
    } finally {
      this.running = false;
    }
  }

  private async deliver(upload: Upload, file: File): Promise<boolean> {
    const by = new AbortController();
    this.stop = { once: upload.once, by };
    const tell = (done: number): void => {
      upload.done = done;
      this.events.changed();
    };
    try {
      const answer = await this.server.upload(upload.once, file, tell, by.signal);
      this.wait = 1000;
      this.events.sent(upload, answer);
      this.stop = null;
      this.drop(upload.once);
      return true;
    } catch (error) {
      this.stop = null;
      if (by.signal.aborted) return true;
      return this.missed(upload, error);
    }
  }

  private missed(upload: Upload, error: unknown): boolean {
    upload.done = 0;
    if (error instanceof Refused && error.isFinal) {
      upload.failed = error.sentence;
      this.keep();
      return true;
    }
    if (error instanceof Refused && error.status === 401) {
      this.events.gone();
      return false;
    }
    if (!(error instanceof Refused)) this.events.lost();
    const pause = error instanceof Refused && error.retry ? error.retry * 1000 : this.wait;
    this.wait = Math.min(this.wait * 2, 30_000);
    this.timer = window.setTimeout(() => this.pump(), pause);
    this.events.changed();
    return false;
  }

  private keep(): void {
    const names = this.list.map(({ once, name, size, at }) => ({ once, name, size, at }));
    if (names.length) this.store.own.set("uploads", names);
    else this.store.own.remove("uploads");
    this.events.changed();
  }
}

