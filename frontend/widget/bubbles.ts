// One line of the conversation: words, a file, or a file on its way.
import type { Chat } from "./chat";
import { el, fill, icon, linked, say } from "./dom";
import type { Enclosed, Message, Pending, Upload } from "./types";
import { clerkWords, clockWords, sizeWords, t } from "./words";

/** What stands in the log under one key. A text keeps its key, and so its element, from writing to reading. */
export interface Item {
  key: string;
  from: Message["from"];
  at: Date;
  id: number;
  text: string;
  by?: string;
  file?: Enclosed | null;
  pending?: Pending;
  upload?: Upload;
}

const FRESH = 120_000; // an address of a file is taken for good this long

export class Line {
  readonly root: HTMLElement;
  private readonly meta = el("div", { class: "meta" });
  private readonly bubble = el("div", { class: "bub" });
  private readonly progress = el("div", { class: "gauge" }, el("i"));
  private filledAt = 0;
  private filledWith = "";

  constructor(
    private readonly chat: Chat,
    private item: Item,
  ) {
    const who = item.from === "clerk" ? t("clerkSaid", { clerk: clerkWords(item.by) }) : t("youSaid");
    this.root =
      item.from === "system"
        ? el("div", { class: "row sys" }, this.bubble)
        : el("div", { class: `row ${item.from === "customer" ? "me" : "them"}` }, el("span", { class: "sr" }, who), this.bubble, this.meta);
  }

  /** `mark` is what stands beside the time: delivered, read, or nothing. */
  update(item: Item, mark: string, isLast: boolean): void {
    this.item = item;
    const kind = item.upload ? "upload" : item.file ? `file${item.file.url}` : "text";
    if (this.filledWith !== kind) this.draw(kind);
    if (item.upload) this.showProgress(item.upload);
    this.root.classList.toggle("is-last", isLast);
    const failed = item.pending?.failed ?? item.upload?.failed;
    this.root.classList.toggle("is-failed", failed !== undefined);
    if (failed !== undefined) this.showFailure(failed);
    else this.showMeta(isLast || item.pending || item.upload ? mark : "", isLast);
  }

  private draw(kind: string): void {
    this.filledWith = kind;
    this.filledAt = Date.now();
    const { item } = this;
    if (item.upload) return fill(this.bubble, chip(item.upload.name, item.upload.size, preview(item.upload)), this.progress);
    if (item.file) return fill(this.bubble, this.link(item.file), item.text && el("p", {}, ...linked(item.text, t("newWindow"))));
    fill(this.bubble, ...linked(item.text, t("newWindow")));
  }

  private showProgress(upload: Upload): void {
    const percent = Math.round(upload.done * 100);
    this.progress.hidden = !upload.file || upload.failed !== undefined;
    (this.progress.firstChild as HTMLElement).style.width = `${percent}%`;
  }

  private link(file: Enclosed): HTMLElement {
    const props = { href: this.address(file), target: "_blank", rel: "noopener noreferrer", class: "att", title: t("openFile", { name: file.name }) };
    const link = el("a", props);
    const plain = () => fill(link, chip(file.name, file.size));
    if (file.is_image) {
      const picture = el("img", { src: this.address(file), alt: file.name, loading: "lazy" });
      picture.addEventListener("error", plain); // the page may forbid pictures from elsewhere
      link.append(picture);
    } else plain();
    link.append(el("span", { class: "sr" }, t("newWindow")));
    link.addEventListener("click", (event) => void this.follow(event, link));
    return link;
  }

  private address(file: Enclosed): string {
    return new URL(file.url, this.chat.server.base).href;
  }

  private async follow(event: Event, link: HTMLAnchorElement): Promise<void> {
    if (Date.now() - this.filledAt < FRESH) return;
    event.preventDefault();
    try {
      const url = await this.chat.freshFile(this.item.id);
      this.filledAt = Date.now();
      if (!url) return;
      link.href = new URL(url, this.chat.server.base).href;
      link.click();
    } catch {
      this.chat.line.poke(); // its banner says what is the matter
    }
  }

  private showMeta(mark: string, isLast: boolean): void {
    const clerk = this.item.from === "clerk" && isLast ? clerkWords(this.item.by) : "";
    const time = isLast ? clockWords(this.item.at) : "";
    say(this.meta, [clerk, time, mark].filter(Boolean).join(" · "));
    this.meta.hidden = !this.meta.textContent;
  }

  private showFailure(reason: string): void {
    if (this.meta.dataset.failed === reason && this.meta.querySelector("button")) return;
    this.meta.dataset.failed = reason;
    this.meta.hidden = false;
    const { pending, upload } = this.item;
    const again = (): void => (pending ? this.chat.outbox.retry(pending.once) : this.chat.uploads.retry(upload!.once));
    const drop = (): void => (pending ? this.chat.outbox.drop(pending.once) : this.chat.uploads.drop(upload!.once));
    fill(
      this.meta,
      el("span", { class: "bad" }, icon("alert"), `${t("notSent")} · ${reason}`),
      (pending || upload?.file) && el("button", { type: "button", class: "link", onclick: again }, t("retry")),
      el("button", { type: "button", class: "link", onclick: drop }, t("remove")),
    );
  }
}

function chip(name: string, size: number, picture?: HTMLElement | null): HTMLElement {
  const words = el("span", { class: "words" }, el("b", {}, name), el("span", { class: "size" }, sizeWords(size)));
  return el("span", { class: "chip" }, picture ?? icon("file"), words);
}

function preview(upload: Upload): HTMLElement | null {
  if (!upload.file || !/^image\/(png|jpeg|gif|webp|avif)$/.test(upload.file.type)) return null;
  const address = URL.createObjectURL(upload.file);
  const picture = el("img", { class: "thumb", alt: "" });
  picture.addEventListener("load", () => URL.revokeObjectURL(address));
  picture.addEventListener("error", () => picture.replaceWith(icon("file")));
  picture.src = address;
  return picture;
}
