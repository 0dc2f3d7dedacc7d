"""Facts about articles and what was not found. Refs name numbers and versions: no title, no text, nothing typed."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

WRITTEN = declare("article.written", _("{actor} 起草 {number}"), icon="pencil")
BEGUN = declare("article.begun", _("{actor} 开始写第 {ordinal} 版"), icon="pencil")
EDITED = declare("article.edited", _("{actor} 修改第 {ordinal} 版草稿"), icon="pencil")
SETTLED = declare("article.settled", _("{actor} 修改负责人或复核日期"), icon="settings")
ENCLOSED = declare("article.enclosed", _("{actor} 附上文件"), icon="paperclip")
PRICED = declare("article.priced", _("{actor} 导入 {lines} 行价格"), icon="table-import")
SUBMITTED = declare("article.submitted", _("{actor} 提交第 {ordinal} 版审核"), icon="send")
RETURNED = declare("article.returned", _("{actor} 退回第 {ordinal} 版"), icon="arrow-back-up", tone="late")
PUBLISHED = declare("article.published", _("{actor} 发布第 {ordinal} 版"), icon="circle-check", tone="ok")
REPLACED = declare("article.replaced", _("第 {ordinal} 版被新版代替"), icon="history")
WITHDRAWN = declare("article.withdrawn", _("{actor} 撤下第 {ordinal} 版"), icon="ban", tone="late")
DISCARDED = declare("article.discarded", _("{actor} 放弃第 {ordinal} 版草稿"), icon="x")
REVIEWED = declare("article.reviewed", _("{actor} 复核：内容仍然有效"), icon="checks", tone="ok")
CITED = declare("article.cited", _("{actor} 在回复中引用第 {ordinal} 版"), icon="quote")
MISSED = declare("miss.counted", _("有人没有找到答案"), icon="search-off")
MISS_ANSWERED = declare("miss.answered", _("{actor} 写明答案在 {number}"), icon="circle-check", tone="ok")
MISS_DROPPED = declare("miss.dropped", _("{actor} 认为不需要答案"), icon="x")
