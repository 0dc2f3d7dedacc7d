// Ending, and what comes after: the score, the transcript by mail, going on or beginning anew.
import type { Chat } from "./chat";
import { el, fill, icon, say, show } from "./dom";
import { sentenceOf } from "./server";
import type { Sync } from "./sync";
import { t, type Word } from "./words";

export class After {
  /** Stands above the box while the conversation runs: asks once before it ends. */
  readonly ending = el("div", { class: "ending" });
  readonly root = el("div", { class: "after" });
  private readonly rating = el("div", { class: "rating" });
  private readonly mail = el("div", { class: "mail" });
  private readonly more = el("div", { class: "more" });
  private readonly showing = el("button", { type: "button", class: "end", hidden: true, onclick: () => this.askSync() }, icon("screen"), el("span"));
  private drawn = "";

  constructor(
    private readonly chat: Chat,
    private readonly sync: Sync,
    private readonly reopen: () => void,
  ) {
    this.root.append(this.rating, this.mail, this.more);
    this.showEnd();
  }

  focus(): void {
    this.root.querySelector<HTMLElement>("input, textarea, button")?.focus();
  }

  update(): void {
    const { state } = this.chat;
    if (!state) return;
    const isQueueing = state.status === "queueing";
    const end = this.ending.querySelector<HTMLElement>(".end:last-child span");
    if (end) say(end, t(isQueueing ? "leave" : "end"));
    say(this.showing.querySelector("span")!, t("syncStart"));
    show(this.showing, this.sync.isOffered);
    const drawn = JSON.stringify([state.status, state.may]);
    if (!["ended", "left"].includes(state.status) || drawn === this.drawn) return;
    this.drawn = drawn;
    if (state.may.rate && !this.rating.firstChild) this.drawRating();
    if (state.may.transcript && !this.mail.firstChild) this.drawMail();
    this.drawMore();
  }

  // ---- ending

  private showEnd(): void {
    const isQueueing = this.chat.state?.status === "queueing";
    const button = el("button", { type: "button", class: "end", onclick: () => this.askEnd() }, icon("leave"), el("span", {}, t(isQueueing ? "leave" : "end")));
    fill(this.ending, this.showing, button);
  }

  private askEnd(): void {
    const isQueueing = this.chat.state?.status === "queueing";
    const unsent = this.chat.outbox.all().length + this.chat.uploads.all().length > 0;
    const note = t(unsent ? "endUnsent" : isQueueing ? "leaveNote" : "endNote");
    const [ask, yes] = [t(isQueueing ? "leaveAsk" : "endAsk"), t(isQueueing ? "leave" : "endYes")];
    this.ask({ ask, note, yes, no: t("endNo") }, () => this.chat.end(), () => false);
  }

  /** Nothing of the page is read before he has agreed. */
  private askSync(): void {
    this.ask({ ask: t("syncAsk"), note: t("syncNote"), yes: t("syncYes"), no: t("syncNo") }, () => this.sync.start(), () => this.sync.isOffered);
  }

  private ask(words: Record<"ask" | "note" | "yes" | "no", string>, act: () => Promise<void>, toShowing: () => boolean): void {
    const back = (): void => {
      this.showEnd();
      const end = this.ending.querySelector<HTMLElement>(".end:last-child");
      (toShowing() ? this.showing : end)?.focus();
    };
    const problem = el("p", { class: "problem", role: "alert", hidden: true });
    const yes = el("button", { type: "button", class: "go small-go" }, words.yes);
    yes.addEventListener("click", () => void act().then(back, (error) => complain(problem, sentenceOf(error))));
    const no = el("button", { type: "button", class: "quiet", onclick: back }, words.no);
    const card = el("div", { class: "ask", role: "group", "aria-label": words.ask },
      el("b", {}, words.ask), el("p", { class: "small" }, words.note), problem, el("div", { class: "pair" }, no, yes));
    card.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault(); // one step back, not the whole window
      back();
    });
    fill(this.ending, card);
    no.focus();
  }

  // ---- the score

  private drawRating(): void {
    const problem = el("p", { class: "problem", role: "alert", hidden: true });
    const chosen = el("p", { class: "chosen", "aria-hidden": "true" });
    const scores = el("div", { class: "scores" });
    for (const score of [1, 2, 3, 4, 5]) {
      const name = t(`rate${score}` as Word);
      const radio = el("input", { type: "radio", name: "score", value: score, id: `s${score}`, "aria-label": `${score} ${name}` });
      radio.addEventListener("change", () => {
        say(chosen, score > 1 && score < 5 ? name : ""); // the ends are named beside it
        show(problem, false);
      });
      scores.append(el("span", { class: "score" }, radio, el("label", { for: `s${score}`, "aria-hidden": "true" }, String(score))));
    }
    const ends = el("div", { class: "ends", "aria-hidden": "true" }, el("span", {}, t("rate1")), chosen, el("span", {}, t("rate5")));
    const words = el("textarea", { class: "in", rows: 2, maxlength: 1000, "aria-label": t("rateWords"), placeholder: t("rateWords") });
    const send = el("button", { type: "submit", class: "go" }, t("rateSend"));
    const form = el("form", { class: "card" }, el("fieldset", {}, el("legend", {}, t("rateAsk")), scores, ends), words, problem, send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const score = Number(new FormData(form).get("score"));
      if (!score) return complain(problem, t("rateChoose"));
      this.chat.rate(score, words.value.trim()).then(() => this.thank(this.rating, t("rateThanks")), (error) => complain(problem, sentenceOf(error)));
    });
    fill(this.rating, form);
  }

  // ---- the transcript

  private drawMail(): void {
    const open = el("button", { type: "button", class: "quiet wide", onclick: () => this.drawAddress() }, icon("mail"), t("mailAsk"));
    fill(this.mail, open);
  }

  private drawAddress(): void {
    const problem = el("p", { class: "problem", role: "alert", hidden: true });
    const address = el("input", { type: "email", class: "in", id: "mail-to", autocomplete: "email", maxlength: 254 });
    const send = el("button", { type: "submit", class: "go small-go" }, t("mailSend"));
    const form = el("form", { class: "card", novalidate: true }, el("label", { for: "mail-to" }, t("mailAsk")), el("div", { class: "pair" }, address, send), problem);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const email = address.value.trim();
      if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return complain(problem, t("badEmail"));
      this.chat.server.verb("transcript", { email }).then(() => this.thank(this.mail, t("mailDone")), (error) => complain(problem, sentenceOf(error)));
    });
    fill(this.mail, form);
    address.focus();
  }

  private drawMore(): void {
    const { chat } = this;
    fill(
      this.more,
      chat.state?.may.reopen && el("button", { type: "button", class: "link", onclick: () => this.reopen() }, t("goOn")),
      el("button", { type: "button", class: "link", onclick: () => chat.forget() }, t("fresh")),
      el("button", { type: "button", class: "link faint", onclick: () => this.clear() }, t("clear")),
    );
  }

  private clear(): void {
    this.chat.forget();
    this.chat.setOpen(false);
  }

  private thank(place: HTMLElement, words: string): void {
    const line = el("p", { class: "thanks", tabindex: -1, role: "status" }, icon("check"), words);
    fill(place, line);
    line.focus();
  }
}

function complain(place: HTMLElement, words: string): void {
  say(place, words);
  show(place, true);
}
