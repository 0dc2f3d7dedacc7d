// The line to the server: a socket that only nudges, and asking by the clock where it does not stand.

const FIRST = 1000;
const LAST = 30_000;
const QUIET = 60_000; // the socket gives a sign of life each 25 s
const CALM = 30_000; // asking beside a standing socket, for what nobody nudges about

export interface LineEvents {
  /** Asks the server for what is new; throws when it cannot. False ends the line. */
  refresh(): Promise<boolean>;
  /** What the socket is told first. */
  greeting(): { token: string; since: number };
  typing(): void;
  /** `trouble` is new, or gone. */
  changed(): void;
  /** The server can be reached again. */
  back(): void;
}

export class Line {
  /** Null while all is well; otherwise when the next try is made (0: right now). */
  trouble: { nextAt: number } | null = null;
  poll = 5;
  private running = false;
  private asking = false;
  private again = false;
  private timer = 0;
  private failures = 0;
  private wait = FIRST;
  private socket: WebSocket | null = null;
  private socketTimer = 0;
  private socketWait = FIRST;
  private watchdog = 0;

  constructor(
    private readonly address: string,
    private readonly events: LineEvents,
  ) {
    addEventListener("online", () => this.retry());
    addEventListener("offline", () => this.running && this.setTrouble({ nextAt: 0 }));
    document.addEventListener("visibilitychange", () => document.hidden || this.poke());
  }

  get isLive(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.failures = 0;
    this.wait = this.socketWait = FIRST;
    this.poke();
    this.connect();
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
    clearTimeout(this.socketTimer);
    clearTimeout(this.watchdog);
    this.socket?.close();
    this.socket = null;
    this.setTrouble(null);
  }

  /** Asks now. */
  poke(): void {
    if (!this.running) return;
    if (this.asking) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    void this.ask();
  }

  /** The network is said to be back, or the person does not want to wait. */
  retry(): void {
    if (!this.running) return;
    this.wait = this.socketWait = FIRST;
    if (this.trouble) this.setTrouble({ nextAt: 0 });
    this.poke();
    if (!this.socket) this.connect();
  }

  private async ask(): Promise<void> {
    this.asking = true;
    this.again = false;
    let pause: number;
    try {
      if (!(await this.events.refresh())) return this.stop();
      this.wait = FIRST;
      this.failures = 0;
      pause = this.isLive ? CALM : Math.max(1, this.poll) * (document.hidden ? 3000 : 1000);
      if (this.trouble) {
        this.setTrouble(null);
        this.events.back();
      }
    } catch {
      this.failures += 1;
      pause = this.wait * (0.75 + Math.random() / 2);
      this.wait = Math.min(this.wait * 2, LAST);
      // A single miss is made good before anybody needs to know.
      if (this.failures > 1 || !navigator.onLine) this.setTrouble({ nextAt: Date.now() + pause });
    } finally {
      this.asking = false;
    }
    if (!this.running) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.poke(), this.again ? 0 : pause);
  }

  private connect(): void {
    clearTimeout(this.socketTimer);
    if (!this.running) return;
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.address);
    } catch {
      return; // the page forbids it: asking by the clock is all there is
    }
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.socketWait = FIRST;
      socket.send(JSON.stringify(this.events.greeting()));
      this.alive();
      this.poke(); // what came while it was down
    });
    socket.addEventListener("message", (event) => this.hear(String(event.data)));
    socket.addEventListener("close", (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      clearTimeout(this.watchdog);
      if (!this.running) return;
      this.poke();
      // 1008: not for us just now. Asking by the clock goes on, and says so if the token is no longer good.
      const pause = event.code === 1008 ? LAST * 2 : this.socketWait * (0.75 + Math.random() / 2);
      this.socketWait = Math.min(this.socketWait * 2, LAST);
      this.socketTimer = window.setTimeout(() => this.connect(), pause);
    });
  }

  private hear(data: string): void {
    this.alive();
    let told: { news?: boolean; typing?: boolean };
    try {
      told = JSON.parse(data) ?? {};
    } catch {
      return;
    }
    if (told.typing) this.events.typing();
    if (told.news) this.poke();
  }

  /** A socket that says nothing for too long is dead, whatever it believes. */
  private alive(): void {
    clearTimeout(this.watchdog);
    this.watchdog = window.setTimeout(() => this.socket?.close(), QUIET);
  }

  private setTrouble(trouble: Line["trouble"]): void {
    this.trouble = trouble;
    this.events.changed();
  }
}
