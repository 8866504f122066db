"""What the log calls that which was asked for, by the names of the pages."""

from __future__ import annotations

from collections.abc import Mapping

ACTIONS: Mapping[str, str] = {
    "login": "登录",
    "logout": "退出",
    "password": "更改密码",
    "sessions": "结束登录",
    "campaign-new": "新建批次",
    "campaign-edit": "改批次设置",
    "campaign-close": "关闭或重开批次",
    "campaign-roster": "换名册",
    "upload": "上传报告",
    "fetch": "按网址下载",
    "audit": "重新审查",
    "cancel": "取消",
    "withdraw": "撤下报告",
    "join": "对应到单位",
    "part": "撤回对应",
    "remind": "催报",
    "check": "检查草稿",
    "submit": "报送",
    "standing-act": "通过或退回",
    "sheet": "填写报告",
    "act": "登记意见",
    "act-on-many": "批量登记意见",
    "correct": "更正",
    "correct-undo": "撤回更正",
    "notice-new": "签发整改通知",
    "notice-act": "办理整改通知",
    "outputs": "生成文件",
    "rule-write": "试用规则",
    "proposal-sign": "审批规则",
    "accounts": "新建账号",
    "account-change": "改账号",
    "tokens": "发令牌",
    "token-revoke": "收回令牌",
    "hooks": "设通知",
    "hook-end": "停用通知",
    "interface:check": "接口：检查草稿",
    "interface:decide": "接口：登记意见",
}
"""Those of pages that may change something."""
