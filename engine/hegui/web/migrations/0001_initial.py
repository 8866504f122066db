"""The tables of the workbench."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hegui.history.append_only import triggers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("hegui", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=100)),
                ("content", models.TextField()),
                ("replaces", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "待审批"), ("taken", "已写入规则包"), ("refused", "未同意")],
                        default="proposed",
                        max_length=12,
                    ),
                ),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("reason", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("account", models.CharField(max_length=50, unique=True)),
                ("name", models.CharField(max_length=50)),
                ("active", models.BooleanField(default=True)),
                ("must_change", models.BooleanField(default=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("locked_until", models.DateTimeField(null=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("identity", models.CharField(max_length=255, null=True, unique=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=100)),
                ("year", models.PositiveIntegerField()),
                ("scheme", models.CharField(default="default", max_length=100)),
                ("packs", models.JSONField(default=list)),
                ("opens", models.DateField(null=True)),
                ("deadlines", models.JSONField(default=dict)),
                ("own_deadlines", models.JSONField(default=dict)),
                ("closed_at", models.DateTimeField(null=True)),
                ("roster_name", models.CharField(blank=True, max_length=255)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "roster",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui.source"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.TextField()),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("given", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("reason", models.TextField(blank=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="hegui_web.campaign"
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone",
                        to="hegui_web.correction",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("account", models.TextField()),
                ("address", models.TextField()),
                ("action", models.TextField()),
                ("target", models.TextField()),
                ("status", models.PositiveIntegerField()),
                ("told", models.TextField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["at"], name="hegui_web_operation_at")],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("address", models.TextField(blank=True)),
                ("program", models.TextField(blank=True)),
                ("begun_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "to",
                    models.CharField(
                        choices=[("proposed", "待审批"), ("taken", "已写入规则包"), ("refused", "未同意")],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("reason", models.TextField(blank=True)),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signature", to="hegui_web.proposal"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=100)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("scopes", models.JSONField(default=list)),
                ("expires", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True)),
                ("code", models.CharField(blank=True, max_length=100)),
                ("level", models.CharField(blank=True, max_length=20)),
                ("kind", models.CharField(blank=True, max_length=50)),
                ("tier", models.CharField(blank=True, max_length=20)),
                ("path", models.TextField(db_index=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="hegui_web.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("", "未报送"),
                            ("draft", "填写中"),
                            ("filed", "已报送"),
                            ("reviewed", "复核中"),
                            ("returned", "已退回"),
                            ("passed", "已通过"),
                        ],
                        max_length=12,
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("filed_at", models.DateTimeField(null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standings", to="hegui_web.campaign"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standings", to="hegui_web.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.JSONField(default=dict)),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("number", models.PositiveIntegerField(default=0)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="hegui_web.campaign"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui_web.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("words", models.TextField()),
                ("mailed", models.PositiveIntegerField(default=0)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="hegui_web.campaign"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui_web.unit"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document", models.CharField(max_length=100)),
                ("settings", models.JSONField(default=dict)),
                ("issued", models.DateField()),
                ("due", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "待整改"),
                            ("completed", "单位已整改，待核实"),
                            ("returned", "已退回，继续整改"),
                            ("verified", "已核实"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="issued",
                        max_length=12,
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("round", models.PositiveIntegerField(default=1)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="hegui_web.campaign"
                    ),
                ),
                ("findings", models.ManyToManyField(related_name="notices", to="hegui.finding")),
                (
                    "paper",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui.source"),
                ),
                (
                    "run",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui.run"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui_web.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=230)),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="hegui.finding"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui.source"),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Hook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=500)),
                ("salt", models.CharField(max_length=32)),
                ("active", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui_web.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Filing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255)),
                ("at", models.DateTimeField()),
                ("current", models.BooleanField(default=True)),
                ("despite", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="filings", to="hegui_web.campaign"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui.source"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui_web.unit"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="campaign",
            name="units",
            field=models.ManyToManyField(related_name="campaigns", to="hegui_web.unit"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="root",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui_web.unit"
            ),
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=20)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appointments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui_web.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.TextField()),
                ("at", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("due", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=200)),
                (
                    "hook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="hegui_web.hook"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["due"], name="hegui_web_delivery_due")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("audit", "审查"), ("output", "生成文件"), ("fetch", "按网址下载")],
                        default="audit",
                        max_length=12,
                    ),
                ),
                ("options", models.JSONField(default=dict)),
                ("state", models.CharField(default="queued", max_length=12)),
                ("at", models.DateTimeField()),
                ("worker", models.CharField(blank=True, max_length=100)),
                ("lease", models.DateTimeField(null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("message", models.TextField(blank=True)),
                ("result_name", models.CharField(blank=True, max_length=255)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="jobs", to="hegui_web.campaign"
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui.source"
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="job", to="hegui.run"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "lease"], name="hegui_web_job_free")],
            },
        ),
        migrations.CreateModel(
            name="NoticeEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("round", models.PositiveIntegerField()),
                (
                    "to",
                    models.CharField(
                        choices=[
                            ("issued", "待整改"),
                            ("completed", "单位已整改，待核实"),
                            ("returned", "已退回，继续整改"),
                            ("verified", "已核实"),
                            ("withdrawn", "已撤回"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("reason", models.TextField(blank=True)),
                ("due", models.DateField()),
                (
                    "filing",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui_web.filing"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="hegui_web.notice"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "number"), name="hegui_web_notice_event_order")
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "to",
                    models.CharField(
                        choices=[
                            ("", "未报送"),
                            ("draft", "填写中"),
                            ("filed", "已报送"),
                            ("reviewed", "复核中"),
                            ("returned", "已退回"),
                            ("passed", "已通过"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("reason", models.TextField(blank=True)),
                (
                    "filing",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui_web.filing"
                    ),
                ),
                (
                    "standing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="hegui_web.standing"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("standing", "number"), name="hegui_web_step_order")],
            },
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.UniqueConstraint(fields=("campaign", "unit"), name="hegui_web_standing_once"),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.UniqueConstraint(fields=("campaign", "unit"), name="hegui_web_sheet_once"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("document",), name="hegui_web_notice_number"),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("current", True)), fields=("campaign", "name"), name="hegui_web_filing_current"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(fields=("user", "role", "unit"), name="hegui_web_appointed"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unit", None)), fields=("user", "role"), name="hegui_web_appointed_for_all"
            ),
        ),
        triggers("hegui_web_operation"),
        triggers("hegui_web_step"),
        triggers("hegui_web_reminder"),
        triggers("hegui_web_correction"),
        triggers("hegui_web_noticeevent"),
        triggers("hegui_web_attachment"),
        triggers("hegui_web_signature"),
    ]
