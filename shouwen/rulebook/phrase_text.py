"""An utterance as the phrase patterns read it: folded characters, each of which knows where it stood."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Traditional characters that occur in the patterns. A table, not a converter: what a pattern does not ask needs no fold.
_TRADITIONAL = (
    "們们這这個个沒没說说話话請请問问時时間间麼么嗎吗來来會会對对為为麽么與与還还過过給给樣样關关係系無无講讲聽听"
    "見见現现後后從从當当點点頭头電电號号碼码單单貨货錢钱辦办員员處处務务難难歡欢謝谢誰谁裡里裏里聲声氣气應应該该"
    "錯错連连幫帮讓让認认識识記记訴诉責责罵骂煩烦傻傻憑凭證证簽签筆笔經经驗验實实習习學学業业網网頁页線线傳传達达"
    "運运輸输車车輛辆門门開开閉闭關关閒闲體体國国語语調调貴贵買买賣卖賠赔償偿費费訂订單单產产廠厂據据歸归屬属雖虽"
    "須须許许諾诺詳详細细緊紧張张慢慢趕赶繼继續续總总統统級级紅红約约純纯終终給给絕绝斷断掛挂擾扰憂忧擔担據据換换"
    "動动勞劳務务區区協协單单參参雙双發发變变嘴嘴嚇吓嚷嚷壞坏壓压妳你婦妇媽妈寫写寶宝將将導导層层師师帶带幾几廢废"
    "彈弹強强態态慮虑慣惯懂懂戲戏戶户拋抛掃扫攔拦敗败數数斷断於于昇升晚晚條条極极樓楼機机檔档檢检權权歲岁殺杀決决"
    "況况淺浅滿满準准濟济瘋疯盡尽瞭了種种穩稳窩窝節节範范簡简類类結结緩缓練练聯联職职脫脱腦脑臉脸舊旧萬万著着藥药"
    "裝装製制複复規规視视覺觉觸触計计討讨訊讯訓训評评詞词試试誤误誠诚談谈請请論论諒谅譯译議议護护讀读譴谴貼贴資资"
    "賬账質质賴赖趟趟踐践軟软轉转輕轻較较載载輯辑辭辞邊边遠远遲迟選选遺遗郵邮醫医釋释鍵键鐘钟錄录鑰钥長长閱阅陳陈"
    "隊队階阶際际隨随險险雜杂離离靈灵靜静預预頓顿領领頻频題题願愿顧顾顯显風风飛飞飯饭餘余騙骗驚惊麵面麻麻黃黄齊齐"
    "係系咁咁嘅嘅佢佢儂侬曉晓剛刚剩剩創创劃划別别嗆呛噹当嚴严園园圖图團团報报塊块夠够奪夺奮奋姊姐嬸婶孫孙寧宁審审"
    "寬宽尋寻專专屆届岡冈島岛嶺岭帳账幹干廳厅徵征徹彻恆恒悶闷惡恶慶庆慘惨憤愤懶懒戀恋戰战搶抢摟搂撥拨撿捡擇择擋挡"
    "擺摆攤摊敘叙敵敌斃毙曆历書书會会東东極极構构樂乐標标橫横歐欧歷历毀毁氳氲污污沖冲"
)
FOLD = {ord(a): b for a, b in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True) if a != b}
STOPS = "。?!"
MARKS = ",。?!"
_QUOTES = {"“": "”", "「": "」", "『": "』", "‘": "’", '"': '"', "《": "》", "【": "】"}
_PUNCTUATION = {
    **dict.fromkeys("，、；：,;:…—~～·-()（）[]/|*#", ","),
    **dict.fromkeys("。．.\n", "。"),
    **dict.fromkeys("？?", "?"),
    **dict.fromkeys("！!", "!"),
}
# Sounds without meaning that stand anywhere. Those that change the tone (吧, 呢, 嘛, 吗) stay.
_FILLERS = frozenset("啊呀哦噢喔呃嗯哟呦")
# Words that open a clause without being part of it: what follows begins anew, as after a comma.
_OPENERS = frozenset(
    {
        "反正",
        "抱歉",
        "不好意思",
        "对不起",
        "大不了",
        "说实话",
        "其实",
        "总之",
        "所以",
        "不过",
        "但是",
        "可是",
        "因为",
        "而且",
        "然后",
        "哎呀",
        "实话说",
        "老实说",
        "要不",
        "真是",
        "拜托",
        "抱歉哈",
        "实在抱歉",
        "实在不好意思",
        "那行",
        "那好",
        "既然这样",
    }
)
_AS_LE = {"啦": "了", "咯": "了", "喽": "了"}
#: The tables of folding as plain data, so that a reader in another language keeps none of its own.
FOLDING = {
    "characters": {**{chr(a): b for a, b in FOLD.items()}, **_AS_LE, **_PUNCTUATION},
    "quotes": _QUOTES,
    "fillers": "".join(sorted(_FILLERS)),
    "openers": sorted(_OPENERS),
}


@dataclass(frozen=True, slots=True)
class Text:
    """`folded` is what patterns read; `places[i]` is where in `original` its i-th character stood (code points)."""

    original: str
    folded: str
    places: tuple[int, ...]
    quoted: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original a stretch of the folded text stands; end exclusive."""
        return self.places[start], self.places[end - 1] + 1

    def sentence(self, at: int) -> tuple[int, int]:
        """The sentence around a place of the folded text: from after the last stop to the next one."""
        start = max(self.folded.rfind(stop, 0, at) for stop in STOPS) + 1
        ends = [found for stop in STOPS if (found := self.folded.find(stop, at)) >= 0]
        return start, min(ends, default=len(self.folded))

    def pieces(self, longest: int = 1000) -> Iterator[tuple[int, "Text"]]:
        """(start, piece) of the folded text, cut after stops where there are any: a page-long text stays linear."""
        start = 0
        while start < len(self.folded):
            end = min(start + longest, len(self.folded))
            if end < len(self.folded):
                end = max(self.folded.rfind(stop, start, end) for stop in STOPS) + 1 or end
                end = end if end > start else start + longest
            yield start, Text(self.original, self.folded[start:end], self.places[start:end], self.quoted)
            start = end


def read(original: str) -> Text:
    """The text folded: full width, traditional, spaces, punctuation, drawn-out and empty sounds. Never fails."""
    pairs = _opened(_squeezed(_without_fillers(_folded(original))))
    folded = "".join(char for char, _ in pairs)
    return Text(original, folded, tuple(place for _, place in pairs), _quoted(original))


def _folded(original: str) -> list[tuple[str, int]]:
    pairs: list[tuple[str, int]] = []
    for place, raw in enumerate(original):
        for char in raw if raw < "\u0250" else unicodedata.normalize("NFKC", raw):
            kept = _PUNCTUATION.get(char) or FOLD.get(ord(char)) or _AS_LE.get(char) or char.lower()
            if char == "." and _in_number(original, place):
                kept = "."
            if char.isspace() and char != "\n":
                continue
            if unicodedata.category(char)[0] in "CM" and char != "\n":
                continue
            if raw in _QUOTES or raw in _QUOTES.values():
                continue
            pairs += [(each, place) for each in kept]
    return pairs


def _in_number(original: str, place: int) -> bool:
    return original[max(place - 1, 0) : place].isdigit() and original[place + 1 : place + 2].isdigit()


def _without_fillers(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Empty sounds out, but a clause that is nothing else keeps its own: a bare 啊？ is an answer."""
    kept: list[tuple[str, int]] = []
    clause: list[tuple[str, int]] = []
    for pair in [*pairs, ("", -1)]:
        if pair[0] and pair[0] not in MARKS:
            clause.append(pair)
            continue
        spoken = [each for each in clause if each[0] not in _FILLERS]
        kept += spoken or clause
        kept += [pair] if pair[0] else []
        clause = []
    return kept


def _opened(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """A comma after a word that opens a clause. It stands where the next character stands."""
    folded = "".join(char for char, _ in pairs)
    out: list[tuple[str, int]] = []
    begun = 0
    for at, pair in enumerate(pairs):
        clause = folded[begun:at]
        if clause in _OPENERS and pair[0] not in MARKS:
            out.append((",", pair[1]))
            begun = at
        if pair[0] in MARKS:
            begun = at + 1
        out.append(pair)
    return out


def _squeezed(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Three or more of one character become one, several marks become the strongest."""
    out: list[tuple[str, int]] = []
    at = 0
    while at < len(pairs):
        char = pairs[at][0]
        end = at + 1
        if char in MARKS:
            while end < len(pairs) and pairs[end][0] in MARKS:
                end += 1
            strongest = max(pairs[at:end], key=lambda pair: MARKS.index(pair[0]))
            out.append(strongest)
        else:
            while end < len(pairs) and pairs[end][0] == char:
                end += 1
            run = pairs[at:end]
            # A finding on a drawn-out sound covers the first of it; digits are never squeezed.
            out += run[:1] if len(run) > 2 and not char.isdigit() else run
        at = end
    return out


def _quoted(original: str) -> tuple[tuple[int, int], ...]:
    """Stretches between quotation marks. A text that is one whole quotation is its speaker's own."""
    found, at = [], 0
    while at < len(original):
        close = _QUOTES.get(original[at])
        end = original.find(close, at + 1) if close else -1
        if end > 0:
            found.append((at, end + 1))
            at = end
        at += 1
    whole = original.strip()
    bare = [(a, b) for a, b in found if original[a:b] != whole]
    return tuple(bare)
