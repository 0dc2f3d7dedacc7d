// The calls to the service centre. No cookies; the visit's token goes in a header.
import type { Info, State } from "./types";
import { spoken, t } from "./words";

const PATIENCE = 15_000;

/** The server answered, and said no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly sentence: string,
    readonly retry: number,
    /** What is wrong with which field. */
    readonly details: Record<string, string> = {},
  ) {
    super(sentence);
  }

  /** Asking the same again would bring the same answer. */
  get isFinal(): boolean {
    return this.status >= 400 && this.status < 500 && ![401, 408, 425, 429].includes(this.status);
  }
}

export interface Sent {
  id: number;
  once: string;
  at: string;
}

export class Server {
  token = "";

  /** `base` is the address of `/chat/` on the service centre. */
  constructor(
    readonly base: string,
    private readonly key: string,
  ) {}

  info = () => this.call<Info>("GET", `${this.key}/`);
  open = (body: object) => this.call<State & { token: string; visit: string }>("POST", `${this.key}/visits/`, body);
  note = (body: object) => this.call<{ number: string; promise: string; promise_en?: string }>("POST", `${this.key}/notes/`, body);
  state = (since: number) => this.call<State>("GET", `visit/?since=${since}`);
  /** A verb of the visit: messages, seen, typing, end, rating, transcript, sync. */
  verb = <Answer = unknown>(name: string, body: object = {}) => this.call<Answer>("POST", `visit/${name}/`, body);

  get liveAddress(): string {
    return `${this.base.replace(/^http/, "ws")}live/`;
  }

  /** Sends a file and tells how far it is, from 0 to 1. fetch cannot say that, so it is the older way. */
  upload(once: string, file: File, tell: (done: number) => void, stop: AbortSignal): Promise<Sent> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      body.append("once", once);
      body.append("file", file, file.name);
      request.open("POST", `${this.base}visit/files/`);
      request.setRequestHeader("Authorization", `Bearer ${this.token}`);
      request.upload.onprogress = (event) => event.lengthComputable && tell(event.loaded / event.total);
      request.onload = () => {
        const answer = fromJson(request.responseText);
        if (request.status < 300) resolve(answer as unknown as Sent);
        else reject(refusal(request.status, answer, request.getResponseHeader("Retry-After")));
      };
      request.onerror = request.ontimeout = () => reject(new TypeError("lost"));
      request.onabort = () => reject(new DOMException("stopped", "AbortError"));
      stop.addEventListener("abort", () => request.abort());
      request.send(body);
    });
  }

  private async call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const headers: Record<string, string> = { "Accept-Language": spoken() === "zh" ? "zh-Hans" : "en" };
    if (path.startsWith("visit/")) headers.Authorization = `Bearer ${this.token}`;
    if (body) headers["Content-Type"] = "application/json";
    const answer = await fetch(this.base + path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const said = fromJson(await answer.text());
    if (!answer.ok) throw refusal(answer.status, said, answer.headers.get("Retry-After"));
    return said as Answer;
  }
}

function refusal(status: number, said: Record<string, unknown>, after: string | null): Refused {
  const sentence = (spoken() === "en" && said.sentence_en) || said.sentence || t("failed");
  const retry = Number(said.retry ?? after ?? 0) || 0;
  return new Refused(status, String(said.error ?? ""), String(sentence), retry, said.details as Record<string, string> | undefined);
}

function fromJson(written: string): Record<string, unknown> {
  try {
    return (JSON.parse(written) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** What to tell a person about something that went wrong. */
export function sentenceOf(error: unknown): string {
  return error instanceof Refused ? error.sentence : t("unreachable");
}
