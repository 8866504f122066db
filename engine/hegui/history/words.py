"""What states and events of findings are called."""

from __future__ import annotations

from collections.abc import Mapping

from hegui.history.state import Deed, Detection, Review
from hegui.model.verdict import SEVERITY_NAMES

SEVERITIES: Mapping[str, str] = {severity.value: name for severity, name in SEVERITY_NAMES.items()}
"""The gravest first; rows keep them as texts."""
DETECTIONS: Mapping[Detection, str] = {
    Detection.UNSEEN: "未查出过",
    Detection.NEW: "新出现",
    Detection.STILL: "仍存在",
    Detection.GONE: "已消失",
    Detection.BACK: "再次出现",
    Detection.RULE_OFF: "规则已停用",
    Detection.UNASSESSABLE: "未能再判定",
}
REVIEWS: Mapping[Review, str] = {
    Review.OPEN: "待复核",
    Review.CONFIRMED: "属实",
    Review.DISMISSED: "不成立",
    Review.ACCEPTED: "予以接受",
    Review.AWAITING: "待单位答复",
    Review.MENDED: "已整改",
}
DEEDS: Mapping[Deed, str] = {
    Deed.CONFIRM: "认定属实",
    Deed.DISMISS: "认定不成立",
    Deed.ACCEPT: "予以接受",
    Deed.MEND: "登记为已整改",
    Deed.REOPEN: "撤回意见",
    Deed.ASK: "请单位答复",
    Deed.ANSWER: "单位答复",
    Deed.CLAIM: "认领",
    Deed.RELEASE: "放弃认领",
    Deed.COMMENT: "备注",
    Deed.PROPOSE_DISMISSAL: "提请认定不成立",
    Deed.PROPOSE_ACCEPTANCE: "提请予以接受",
    Deed.REFUSE: "不予同意",
}
