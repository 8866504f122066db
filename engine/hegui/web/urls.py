"""The pages by their addresses."""

from __future__ import annotations

from django.urls import include, path

from hegui.web.views import accounts, campaigns, connections, failures, findings, log, notices, outputs, reports

urlpatterns = [
    path("", campaigns.home, name="home"),
    path("health", accounts.health, name="health"),
    path("login", accounts.sign_in, name="login"),
    path("logout", accounts.sign_out, name="logout"),
    path("password", accounts.password, name="password"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new", campaigns.new_campaign, name="campaign-new"),
    path("campaigns/<int:number>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:number>/upload", campaigns.upload, name="upload"),
    path("campaigns/<int:number>/audit", campaigns.audit, name="audit"),
    path("campaigns/<int:number>/findings", findings.queue, name="queue"),
    path("campaigns/<int:number>/findings/act", findings.act_on_many, name="act-on-many"),
    path("campaigns/<int:number>/outputs", outputs.outputs, name="outputs"),
    path("jobs/<int:number>/result", outputs.result, name="result"),
    path("campaigns/<int:number>/notices/", notices.notices, name="notices"),
    path("campaigns/<int:number>/notices/export", notices.export, name="notices-export"),
    path("campaigns/<int:number>/notices/new", notices.issue, name="notice-new"),
    path("notices/<int:number>/", notices.notice, name="notice"),
    path("notices/<int:number>/act", notices.move, name="notice-act"),
    path("notices/<int:number>/paper", notices.paper, name="notice-paper"),
    path("jobs/<int:number>/", campaigns.job, name="job"),
    path("jobs/<int:number>/cancel", campaigns.cancel, name="cancel"),
    path("reports/<int:number>/", reports.report, name="report"),
    path("reports/<int:number>/beside/<int:other>/", notices.beside, name="beside"),
    path("reports/<int:number>/marked", reports.marked, name="marked"),
    path("findings/", findings.own, name="own-findings"),
    path("findings/<slug:fingerprint>/", findings.finding, name="finding"),
    path("findings/<slug:fingerprint>/act", findings.act, name="act"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<int:number>/", accounts.account, name="account"),
    path("accounts/<int:number>/change", accounts.change_account, name="account-change"),
    path("accounts/<int:number>/tokens", connections.tokens, name="tokens"),
    path("tokens/<int:number>/revoke", connections.revoke, name="token-revoke"),
    path("hooks/", connections.hooks, name="hooks"),
    path("hooks/<int:number>/end", connections.end_hook, name="hook-end"),
    path("log/", log.log, name="log"),
    path("log/export", log.export, name="log-export"),
    path("api/1/", include("hegui.web.interface")),
]
handler400 = failures.bad
handler403 = failures.denied
handler404 = failures.missing
handler500 = failures.broken
