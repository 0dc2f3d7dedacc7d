"""The demo's data: who calls 路达物流, and what about. One tale a line, so that it reads as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tale:
    """One case: how many hours ago, who took it, whose, what about, and how far it has come."""

    ago: float
    clerk: str
    customer: int
    waybill: str
    kind: str
    category: str
    how: dict[str, Any]
    reason: str
    gist: str
    so_far: str
    department: str = ""
    more: tuple[tuple[str, Any], ...] = ()


_COMPLAINT = "complaint"

# fmt: off
#: name, title, company, telephone, class
CUSTOMERS = (
    ("欧阳雪萍", "女士", "苏州市禾润家纺有限公司", "13812348206", "key"),
    ("马建国", "先生", "常熟建国五金商行", "13951120347", "ordinary"),
    ("司马静怡", "女士", "景德镇静怡陶艺坊", "13607985521", "ordinary"),
    ("吴晓东", "先生", "", "15261770934", "ordinary"),
    ("黄文婷", "女士", "无锡文婷服饰", "18762310788", "ordinary"),
    ("林秀兰", "女士", "", "13775218846", "ordinary"),
    ("陈国栋", "先生", "昆山德易精密机械有限公司", "051257338812", "key"),
    ("阿依古丽·买买提", "女士", "乌鲁木齐果缘商贸", "13999120561", "ordinary"),
    ("赵铁柱", "先生", "", "15996612047", "ordinary"),
    ("王思远", "先生", "江苏海润生物科技股份有限公司南通分公司", "051385220143", "key"),
    ("诸葛明", "先生", "杭州明记茶业", "13588019276", "ordinary"),
    ("何慧", "女士", "", "18051239904", "ordinary"),
)

TALES = (
    Tale(196, "2107", 0, "884027151100", _COMPLAINT, "late_delivery", {}, "送货晚到半天", "说好上午送，下午三点才到，仓库等人多付了半天工钱。", "closed", "5102"),
    Tale(190, "2108", 7, "884027140021", _COMPLAINT, "branch_procedure", {"detail": "late_refund"}, "代收款迟迟不返", "货签收九天了，代收款两千六还没到账，打分公司电话没人接。", "closed", "4710"),
    Tale(170, "2107", 4, "884027150873", _COMPLAINT, "unfriendly_attitude", {}, "司机态度生硬", "请司机等两分钟叫人卸货，司机说没空，把货放路边就走。", "closed", "5101"),
    Tale(166, "2115", 10, "884027150991", _COMPLAINT, "work_error", {"detail": "number_mismatch"}, "单号与标签对不上", "单子上尾号是 0991，箱子上贴的是 0919，货没错但查不到。", "closed", "4610"),
    Tale(150, "2108", 5, "884027151222", "tracing", "goods_whereabouts", {}, "查货到哪里", "周三发的两件，想知道今天能不能到扬州。", "told"),
    Tale(124, "2107", 3, "884027151007", _COMPLAINT, "damage_or_shortage", {}, "少一件灯具", "发了六件只收到五件，少的是吊灯灯罩，已拍照。", "told", "3302"),
    Tale(98, "2107", 8, "884027151346", _COMPLAINT, "branch_procedure", {"detail": "returned_in_free_storage"}, "没问就退回发货地", "才到货四天，没打电话就原路退回，客户第二天来提扑空。", "transferred", "", (("chase", True),)),
    Tale(76, "2115", 4, "884027151488", _COMPLAINT, "operating_error", {"severity": "serious"}, "地址录错送到别家", "同一条街两家服装店，货送到对面店里签收了，客户自己找回来。", "dissatisfied", "5102"),
    Tale(53, "2107", 9, "884027151530", _COMPLAINT, "delayed_goods", {"good_reason": False}, "冷链试剂晚到一天", "应昨天到，今天才到，冷藏标签显示超温两小时，客户要书面说明。", "transferred", "", (("severity", "serious"),)),
    Tale(50, "2108", 11, "884027151611", "change", "waybill_change", {"items": ["consignee", "contact_phone"]}, "换收货人和电话", "原收货人出差，换同事收，电话也换。", "told"),
    Tale(30, "2107", 0, "884027156632", _COMPLAINT, "wrong_dispatch", {"cause": "sorting"}, "十二件面料错发杭州", "十二件家纺面料应于今早到苏州，司机说货在杭州。下午四点流水线断料，要求今天务必送到。", "reported", "4410", (("named", "4427"),)),
    Tale(27, "2107", 1, "884027151702", _COMPLAINT, "late_transfer", {}, "结算转账晚了", "对账单说上周五转，今天周三还没收到，材料商在催。", "transferred"),
    Tale(25, "2108", 6, "884027151755", _COMPLAINT, "unstable_rate", {}, "同一线路两次报价差太多", "上月苏州到昆山每公斤七毛，这次报一块一，没有提前说。", "reported", "4610"),
    Tale(22, "2115", 2, "884027160415", _COMPLAINT, "damage_or_shortage", {}, "三件纸箱浸水", "外箱湿了三件，里面是碗，怕破，先别发，等消息。", "transferred"),
    Tale(20, "2107", 10, "884027151833", "enquiry", "procedure", {}, "问节前最后发货日", "想在月底前发五十箱茶叶到成都，问最晚哪天收货。", "promised"),
    Tale(8, "2107", 5, "884027151901", _COMPLAINT, "wrong_dispatch", {"cause": "label"}, "标签贴成别家的", "拆开不是自己的货，标签是对的，里面是别人的窗帘。", "opened"),
    Tale(6, "2108", 3, "884027151007", _COMPLAINT, "damage_or_shortage", {}, "少的灯罩还没下落", "上次说三天内答复，到今天没人打电话，灯具店天天催。", "repeat"),
    Tale(5, "2107", 7, "884027151944", "suggestion", "service_suggestion", {}, "希望夜间也能提货", "白天要看店，建议晚上八点后留一个窗口。", "opened"),
    Tale(4, "2115", 8, "884027151950", _COMPLAINT, "other", {}, "装修噪声影响邻居", "分公司门口连着三晚卸货到十二点，楼上投诉到街道。", "opened"),
    Tale(3, "2107", 6, "884027151966", _COMPLAINT, "work_error", {"detail": "cod_mismatch"}, "代收款大小写不一致", "小写一千八百六，大写写成壹仟陆佰捌，客户不敢付。", "offered"),
    Tale(2, "2108", 9, "884027151971", "tracing", "goods_whereabouts", {}, "查温度记录", "客户要全程温度曲线，等质检部发清单。", "paused"),
    Tale(1, "2107", 11, "884027151988", _COMPLAINT, "late_feedback", {}, "问了三次没人回", "上周反映少件，客服说转部门了，三次来电都说在查。", "transferred"),
)
# fmt: on
