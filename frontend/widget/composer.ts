// Where a message is written: Enter sends, files come by button, paste and drop.
import type { Chat } from "./chat";
import { el, icon, iconButton, say, show } from "./dom";
import { sizeWords, t } from "./words";

export const LONGEST = 4000;

export class Composer {
  readonly root: HTMLElement;
  private readonly box = el("textarea", { class: "write", rows: 1, "aria-label": t("write"), placeholder: t("write"), enterkeyhint: "send" });
  private readonly problem = el("p", { class: "problem", role: "alert", hidden: true });
  private readonly send = el("button", { type: "button", class: "send", "aria-label": t("send"), title: t("send"), onclick: () => this.submit() }, icon("send"));
  private readonly picker = el("input", { type: "file", multiple: true, hidden: true, tabindex: -1, "aria-hidden": "true" });
  private readonly dropping = el("div", { class: "dropping", hidden: true });
  private readonly clip: HTMLButtonElement;
  private refusedOver = false;

  constructor(
    private readonly chat: Chat,
    whole: HTMLElement,
  ) {
    this.clip = iconButton("clip", t("attachLimit", { size: sizeWords(chat.uploads.largest) }), () => this.picker.click());
    this.picker.addEventListener("change", () => {
      this.take(this.picker.files);
      this.picker.value = "";
    });
    this.box.value = chat.store.own.get<string>("draft") ?? "";
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("paste", (event) => this.paste(event));
    this.root = el("div", { class: "compose" }, this.problem, el("div", { class: "line" }, this.clip, this.box, this.send), this.picker);
    this.listenForDrops(whole);
    this.look();
  }

  focus(): void {
    this.box.focus();
  }

  /** Once the window is shown it has a height to measure. */
  fit(): void {
    const limit = parseInt(getComputedStyle(this.box).maxHeight, 10) || 120;
    this.box.style.height = "auto";
    if (this.box.scrollHeight) this.box.style.height = `${Math.min(this.box.scrollHeight, limit)}px`;
  }

  private key(event: KeyboardEvent): void {
    // While an input method is composing, Enter chooses a word. Safari says so by the code only.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.submit();
  }

  private typed(): void {
    this.chat.store.own.set("draft", this.box.value);
    if (this.box.value.trim()) this.chat.typing();
    if (this.refusedOver && this.box.value.trim().length <= LONGEST) this.complain("");
    this.look();
  }

  private look(): void {
    this.fit();
    this.send.setAttribute("aria-disabled", String(!this.box.value.trim()));
  }

  private submit(): void {
    const text = this.box.value.trim();
    if (!text) return this.box.focus();
    if (text.length > LONGEST) {
      this.complain(t("tooLong", { most: LONGEST, n: text.length }));
      this.refusedOver = true;
      return this.box.focus();
    }
    this.chat.say(text);
    this.box.value = "";
    this.chat.store.own.remove("draft");
    this.complain("");
    this.look();
    this.box.focus();
  }

  private complain(words: string): void {
    this.refusedOver = false;
    say(this.problem, words);
    show(this.problem, words !== "");
  }

  // ---- files

  private take(files: FileList | null | undefined): void {
    if (!files?.length) return;
    this.complain(this.chat.uploads.add(files));
    this.box.focus();
  }

  private paste(event: ClipboardEvent): void {
    const { clipboardData } = event;
    // A spreadsheet puts a picture beside its text: then the text is meant.
    if (!clipboardData?.files.length || clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    this.take(clipboardData.files);
  }

  private listenForDrops(whole: HTMLElement): void {
    const limit = t("dropLimit", { size: sizeWords(this.chat.uploads.largest) });
    this.dropping.append(icon("clip"), el("b", {}, t("drop")), el("span", {}, limit));
    whole.append(this.dropping);
    let depth = 0;
    const carries = (event: DragEvent) => event.dataTransfer?.types.includes("Files") && this.root.isConnected;
    whole.addEventListener("dragenter", (event) => {
      if (carries(event)) show(this.dropping, ++depth > 0);
    });
    whole.addEventListener("dragleave", (event) => {
      if (carries(event)) show(this.dropping, --depth > 0);
    });
    whole.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
    whole.addEventListener("drop", (event) => {
      depth = 0;
      show(this.dropping, false);
      if (!carries(event)) return;
      event.preventDefault();
      this.take(event.dataTransfer?.files);
    });
  }
}
