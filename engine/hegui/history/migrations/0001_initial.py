"""The tables of a history."""

import django.db.models.deletion
from django.db import migrations, models

from hegui.history.append_only import triggers


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Body",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("number", models.AutoField(primary_key=True, serialize=False)),
                ("label", models.TextField()),
                ("saved_at", models.CharField(max_length=40)),
                ("engine", models.CharField(max_length=40)),
                ("ruleset", models.CharField(max_length=80)),
                ("complete", models.BooleanField()),
                ("head", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("fingerprint", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("rule", models.TextField()),
                ("title", models.TextField()),
                ("severity", models.CharField(max_length=10)),
                ("unit", models.TextField()),
                ("units", models.JSONField(default=list)),
                ("year", models.IntegerField(null=True)),
                ("path", models.TextField()),
                ("message", models.TextField()),
                ("number", models.PositiveIntegerField(default=0)),
                ("detection", models.CharField(default="", max_length=12)),
                ("review", models.CharField(default="open", max_length=12)),
                ("until", models.DateField(null=True)),
                ("decided", models.PositiveIntegerField(null=True)),
                ("proposed", models.CharField(default="", max_length=24)),
                ("proposed_until", models.DateField(null=True)),
                ("claimed", models.TextField(default="")),
                ("revisit", models.BooleanField(default=False)),
                (
                    "run",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=24)),
                ("by", models.TextField()),
                ("reason", models.TextField()),
                ("until", models.DateField(null=True)),
                ("on_detection", models.CharField(max_length=12)),
                ("on_review", models.CharField(max_length=12)),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="hegui.finding"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hegui.run"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Concern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.TextField()),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="concerns", to="hegui.finding"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit"], name="hegui_concern_unit")],
                "constraints": [models.UniqueConstraint(fields=("finding", "unit"), name="hegui_concern_once")],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("path", models.TextField()),
                ("unit", models.TextField(null=True)),
                ("listed", models.TextField()),
                ("year", models.IntegerField(null=True)),
                ("source", models.CharField(max_length=64, null=True)),
                ("total", models.FloatField(null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="hegui.body"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="hegui.run"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "year"], name="hegui_report_unit"),
                    models.Index(fields=["listed"], name="hegui_report_listed"),
                ],
                "constraints": [models.UniqueConstraint(fields=("run", "position"), name="hegui_report_place")],
            },
        ),
        migrations.CreateModel(
            name="Unjudged",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.TextField()),
                ("title", models.TextField()),
                ("reason", models.TextField()),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="unjudged", to="hegui.body"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["rule"], name="hegui_unjudged_rule")],
            },
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["unit", "year"], name="hegui_finding_unit"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["year", "review", "detection"], name="hegui_finding_queue"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["rule", "year"], name="hegui_finding_rule"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("finding", "number"), name="hegui_event_order"),
        ),
        triggers("hegui_event"),
    ]
