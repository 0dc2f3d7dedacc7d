// Every word of the widget, Chinese and English.

export type Lang = "zh" | "en";

const WORDS = {
  open: ["在线客服", "Chat with us"],
  openUnread: ["在线客服，{n} 条新消息", "Chat with us, {n} new messages"],
  close: ["收起", "Minimise"],
  chat: ["在线客服", "Chat"],
  more: ["更多", "More"],
  otherLang: ["English", "中文"],
  loading: ["正在接通", "Connecting"],
  unreachable: ["现在连不上客服。请检查网络，稍后再试。", "The chat cannot be reached. Check your connection and try again."],
  again: ["再试一次", "Try again"],

  online: ["现在是服务时间", "We are open now"],
  away: ["现在不在服务时间", "We are away just now"],
  hours: ["服务时间 {hours}", "Hours: {hours}"],
  opensAt: ["{when} 开始接待", "Back at {when}"],
  formLead: ["先说两句，我们好找对人", "Tell us a little, so the right person answers"],
  optional: ["选填", "optional"],
  choose: ["请选择", "Choose one"],
  start: ["开始对话", "Start the chat"],
  starting: ["正在接通", "Connecting"],
  privacy: [
    "您填的和说的只用来办理这次的事，由我们的客服保存。这台设备只记住这次会话，结束后可以清除。",
    "What you write is used to handle this matter only and is kept by our service team. This device remembers this chat only; you can clear it afterwards.",
  ],
  needed: ["“{label}”还没有填。", "“{label}” is not filled in."],
  badPhone: ["请核对电话号码。", "Please check the telephone number."],
  badEmail: ["请核对邮箱地址。", "Please check the e-mail address."],

  noteLead: ["请留言，我们会主动联系您", "Leave a message and we will get back to you"],
  noteText: ["留言", "Your message"],
  noteSend: ["提交留言", "Leave the message"],
  noteDone: ["留言收到了", "We have your message"],
  noteNumber: ["您的编号", "Your number"],
  noteKeep: ["查问进度时报这个编号。", "Give this number when you ask how it stands."],
  noteMore: ["再留一条", "Leave another"],
  noteInstead: ["不等了，改为留言", "Do not wait, leave a message"],
  backToForm: ["返回对话", "Back to the chat"],

  queueing: ["排队中", "In the queue"],
  queueFirst: ["下一位就是您", "You are next"],
  queuePlace: ["您排在第 {n} 位", "You are number {n} in the queue"],
  queueSoon: ["不到 1 分钟", "Less than a minute"],
  queueMinutes: ["大约 {n} 分钟", "About {n} min"],
  queueUnknown: ["有人空出来就接待您", "Somebody will be with you as soon as possible"],
  queueWrite: ["可以先把事情写下来，接待您的人会看到。", "You may write already. Whoever answers will see it."],
  served: ["{clerk} 为您服务", "{clerk} is with you"],
  ended: ["会话已结束", "The chat has ended"],
  clerk: ["客服", "Agent"],
  youSaid: ["您说：", "You said: "],
  clerkSaid: ["{clerk} 说：", "{clerk} said: "],
  typing: ["{clerk} 正在输入", "{clerk} is typing"],
  log: ["对话", "Conversation"],
  today: ["今天", "Today"],
  yesterday: ["昨天", "Yesterday"],
  newBelow: ["有新消息", "New messages"],

  write: ["写给客服", "Write a message"],
  send: ["发送", "Send"],
  attach: ["发文件或图片", "Send a file or picture"],
  attachLimit: ["发文件或图片，每个不超过 {size}", "Send a file or picture, up to {size} each"],
  drop: ["放开就发出", "Drop to send"],
  dropLimit: ["每个文件不超过 {size}", "Up to {size} for each file"],
  sending: ["发送中", "Sending"],
  waiting: ["等待连接", "Waiting for the connection"],
  sent: ["已送达", "Delivered"],
  seen: ["已读", "Read"],
  notSent: ["没有发出", "Not sent"],
  retry: ["重发", "Send again"],
  remove: ["删除", "Remove"],
  cancel: ["取消", "Cancel"],
  tooLong: ["一条最多 {most} 字，现在 {n} 字。请分两条发。", "At most {most} characters in one message; this has {n}. Please send it in two."],
  tooLarge: ["“{name}”有 {size}，每个文件不超过 {most}。", "“{name}” is {size}. Files may have up to {most}."],
  emptyFile: ["“{name}”是空的。", "“{name}” is empty."],
  fileLost: ["页面重开时还没传完，请再选一次。", "The page was reloaded before it was through. Please choose it again."],
  uploading: ["已传 {n}%", "{n}% sent"],
  openFile: ["打开 {name}", "Open {name}"],
  newWindow: ["（新窗口）", " (opens in a new window)"],

  offline: ["没有网络。您写的都留着，一连上就发出。", "No connection. What you write is kept and goes out when it is back."],
  lost: ["连接断了，{n} 秒后再连。您写的都留着。", "Connection lost. Trying again in {n} s. What you write is kept."],
  reconnecting: ["连接断了，正在重连。您写的都留着。", "Connection lost. Reconnecting. What you write is kept."],
  now: ["马上连", "Try now"],
  back: ["连上了。", "Connected again."],

  end: ["结束会话", "End the chat"],
  endAsk: ["结束这次会话？", "End this chat?"],
  endNote: ["结束后可以评分，也可以把记录发到您的邮箱。", "Afterwards you can rate it and have the transcript mailed to you."],
  endUnsent: ["还有没发出的话，结束就不再发。", "Something has not been sent yet; it will not go out if you end now."],
  endYes: ["结束", "End it"],
  endNo: ["继续聊", "Keep chatting"],
  leave: ["离开排队", "Leave the queue"],
  leaveAsk: ["不排队了？", "Leave the queue?"],
  leaveNote: ["您写下的话会留给客服。", "What you have written stays with our team."],

  rateAsk: ["这次服务，您满意吗？", "How was our service?"],
  rate1: ["很不满意", "Very poor"],
  rate2: ["不满意", "Poor"],
  rate3: ["一般", "Fair"],
  rate4: ["满意", "Good"],
  rate5: ["很满意", "Very good"],
  rateWords: ["想说的话", "Anything to add"],
  rateSend: ["提交评价", "Send the rating"],
  rateThanks: ["谢谢您的评价。", "Thank you for the rating."],
  rateChoose: ["请先选一个分数。", "Please choose a score first."],
  mailAsk: ["把对话记录发到邮箱", "Mail me the transcript"],
  mailLabel: ["邮箱", "E-mail"],
  mailSend: ["发给我", "Mail it"],
  mailDone: ["已安排发送，请查收。", "It is on its way to you."],
  goOn: ["还有话要说", "I have more to say"],
  fresh: ["开始新会话", "Start a new chat"],
  clear: ["清除这台设备上的记录", "Clear this chat from this device"],
  gone: ["这次会话已过期，请重新开始。", "This chat has expired. Please start again."],
  goneUnsent: ["这次会话已过期。没发出的话留着，重新开始后就在输入框里。", "This chat has expired. What had not been sent is kept: start again and find it in the box."],
  failed: ["没有成功，请再试一次。", "That did not work. Please try again."],

  syncStart: ["给客服看我的页面", "Show the agent my page"],
  syncAsk: ["让客服看您正在看的这个页面？", "Let the agent see the page you are looking at?"],
  syncNote: [
    "客服看得到本网站页面上的内容和您翻到哪里；看不到您填的内容、密码、标为私密的部分和别的网站，也不能替您操作。给看过哪些页面会记下来。随时可以停。",
    "The agent sees what is on the pages of this site and where you have scrolled to. Not what you type, no passwords, nothing marked private and no other site, and nothing can be operated for you. Which pages were shown is logged. You can stop at any time.",
  ],
  syncYes: ["同意，开始", "Agree and start"],
  syncNo: ["不了", "No"],
  syncLabel: ["一起看页面", "Page sharing"],
  syncBar: ["{clerk} 正在看这个页面", "{clerk} sees this page"],
  syncEnd: ["停止", "Stop"],
} satisfies Record<string, [string, string]>;

export type Word = keyof typeof WORDS;

let lang: Lang = "zh";

export function speak(chosen: Lang): void {
  lang = chosen;
}

export function spoken(): Lang {
  return lang;
}

/** The words for a key, with {holes} filled. */
export function t(word: Word, holes: Record<string, string | number> = {}): string {
  return WORDS[word][lang === "zh" ? 0 : 1]!.replace(/\{(\w+)\}/g, (_all, name: string) => String(holes[name] ?? ""));
}

/** Which of the two languages a page, or the reader's browser, speaks. */
export function languageOf(...hints: (string | null | undefined)[]): Lang {
  const hint = hints.find((each) => each);
  return !hint || /^zh\b/i.test(hint) ? "zh" : "en";
}

/** The English of what the server says in both, where it has it. */
export function either(zh: string | undefined, en: string | undefined): string {
  return (lang === "en" && en) || zh || "";
}

export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0).replace(/\.0$/, "")} MB`;
}

/** Staff go by number; the server says it in the visitor's language. */
export function clerkWords(clerk: string | undefined): string {
  const number = clerk?.match(/[A-Z]*\d+/i)?.[0];
  return number ? `${t("clerk")} ${number}` : clerk || t("clerk");
}

const locale = () => (lang === "zh" ? "zh-CN" : "en-GB");

export function clockWords(at: Date): string {
  return at.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function dayWords(at: Date): string {
  const midnight = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const ago = Math.round((midnight(new Date()) - midnight(at)) / 86_400_000);
  if (ago === 0) return t("today");
  if (ago === 1) return t("yesterday");
  return at.toLocaleDateString(locale(), { month: "long", day: "numeric" });
}

export function whenWords(at: Date): string {
  return `${at.toLocaleDateString(locale(), { month: "long", day: "numeric", weekday: "short" })} ${clockWords(at)}`;
}
