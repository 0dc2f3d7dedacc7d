"""Facts about customers: references only, never a name or a number."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

REGISTERED = declare("customer.registered", _("{actor} 登记了客户"), icon="user-plus")
CHANGED = declare("customer.changed", _("{actor} 修改了客户资料：{fields}"), icon="edit")
REVEALED = declare("customer.number_revealed", _("{actor} 查看了完整号码"), icon="eye")
MERGED = declare("customer.merged", _("{actor} 合并了重复客户"), icon="git-merge")
UNMERGED = declare("customer.unmerged", _("{actor} 撤销了合并"), icon="arrow-back-up")
