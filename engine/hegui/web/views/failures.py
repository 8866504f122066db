"""What is said where a page cannot be shown: in plain words, with a number under which the server has the rest."""

from __future__ import annotations

import logging
import secrets
import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

_log = logging.getLogger("hegui.web")
_PROGRAMS = "/api/"
"""Where programs ask."""


def to_program(request: HttpRequest) -> bool:
    """Whether it is a program that is answered, and not a person."""
    return request.path_info.startswith(_PROGRAMS)


def _page(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    if to_program(request):
        return JsonResponse({"error": words}, status=status, json_dumps_params={"ensure_ascii": False})
    return render(request, "hegui/failure.html", {"title": title, "words": words}, status=status)


def bad(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return HttpResponse("请求有误：请用管理员给出的网址访问。", "text/plain; charset=utf-8", 400)


def denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 403, "没有权限", "您的角色不能做这件事；需要的，请与管理员联系。")


def missing(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 404, "没有这一页", "网址有误，或其中的内容不在您的管辖范围内。")


def not_so(request: HttpRequest) -> HttpResponse:
    words = "这个网址是提交时用的，不能直接打开。请从首页进入，再做一次。"
    return _page(request, 405, "不能这样打开", f"这个地址不接受 {request.method}。" if to_program(request) else words)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403, "页面已过期", "请返回上一页，刷新后再试一次。")


def broken(request: HttpRequest) -> HttpResponse:
    number = secrets.token_hex(4)
    _log.error("%s %s", number, request.path, exc_info=sys.exc_info())
    words = f"程序出错，编号 {number}。请把编号告诉技术人员，服务器上有对应的记录。"
    return HttpResponse(words, "text/plain; charset=utf-8", 500)
