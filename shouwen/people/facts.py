"""Facts about people and approvals."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

WELCOMED = declare("person.welcomed", _("{actor} 建立了人员 {staff_number}"), icon="user-plus")
MOVED = declare("person.moved", _("{actor} 调整了 {staff_number} 的部门或岗位"), icon="arrows-exchange")
LEFT = declare("person.left", _("{actor} 停用了 {staff_number}"), icon="user-off")
RETURNED = declare("person.returned", _("{actor} 恢复了 {staff_number}"), icon="user-check")
AWAY = declare("person.away", _("{actor} 记下 {staff_number} 离岗至 {until}"), icon="calendar-off")
BACK = declare("person.back", _("{actor} 记下 {staff_number} 已回岗"), icon="user-check")
CODE_GIVEN = declare("person.code_given", _("{actor} 为 {staff_number} 重置了登录"), icon="key")
AVAILABLE = declare("presence.available", _("{staff_number} 在岗接待"), icon="user-check", tone="ok")
BUSY = declare("presence.busy", _("{staff_number} 忙碌，暂不接新的"), icon="player-pause")
STEPPED_AWAY = declare("presence.away", _("{staff_number} 离开"), icon="user-off")
EQUIPPED = declare("person.equipped", _("{actor} 改了 {staff_number} 的技能、名额或审核期"), icon="adjustments")
SKILL_KEPT = declare("skill.kept", _("{actor} 修改了技能 {skill}"), icon="star")
POST_CHANGED = declare("post.changed", _("{actor} 修改了岗位 {post} 的权限"), icon="shield")
DEPARTMENT_CHANGED = declare("department.changed", _("{actor} 修改了部门"), icon="sitemap")
BRAND_FOUNDED = declare("brand.founded", _("{actor} 建立了品牌 {code}"), icon="building")
KEY_ISSUED = declare("key.issued", _("{actor} 发放了接口密钥"), icon="key")
KEY_REVOKED = declare("key.revoked", _("{actor} 停用了接口密钥"), icon="key-off")
BRAND_CHANGED = declare("brand.changed", _("{actor} 修改了品牌 {code}，规则包 {pack}"), icon="building")
ASKED = declare("approval.asked", _("{actor} 申请审批 {number}"), icon="clipboard-check")
FORWARDED = declare("approval.forwarded", _("{actor} 同意，转下一级"), icon="arrow-right")
DELEGATED = declare("approval.delegated", _("{actor} 转 {to} 代批"), icon="arrow-right")
GRANTED = declare("approval.granted", _("{actor} 批准了 {number}"), icon="circle-check", tone="ok")
DECLINED = declare("approval.declined", _("{actor} 未批准 {number}"), icon="circle-x", tone="late")
WITHDRAWN = declare("approval.withdrawn", _("{actor} 撤回了 {number}"), icon="arrow-back-up")
ACKNOWLEDGED = declare("notice.acknowledged", _("{actor} 已知悉"), icon="eye-check")
NOTICES_READ = declare("notice.read", _("{actor} 看了 {count} 条通知"), icon="mail-opened")
