"""First answers still owed get a clock of their own, due when they were; who was told of one is not told again."""

import django.db.models.deletion
from django.db import migrations, models

CHUNK = 500
TELL = ["owner", "post:客服主管"]


def _clocks(apps, schema_editor):
    conversation = apps.get_model("conversations", "Conversation")
    clock = apps.get_model("conversations", "TalkClock")
    owed = conversation.objects.filter(state__in=("waiting", "open", "reopened"), replied_at=None, is_automatic=False)
    for each in owed.exclude(due_at=None).iterator(chunk_size=CHUNK):
        at = each.due_at.isoformat()
        ring = {"at": at, "what": "rung", "text": "0m", "tell": TELL, "clauses": [], "origin": "default"}
        clock.objects.create(
            conversation=each,
            deadline="first-reply",
            title="首次答复",
            started_at=each.opened_at,
            due_at=each.due_at,
            counts="calendar",
            origin="borrowed",
            stops_on=["message.queued", "message.approved"],
            rings=[ring],
            rung=0 if each.late_told_at is None else 1,
            next_ring_at=each.due_at if each.late_told_at is None else None,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0004_what_is_there_already'),
        ('rulebook', '0003_drafts'),
    ]

    operations = [
        migrations.CreateModel(
            name='TalkClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deadline', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=80)),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('counts', models.CharField(max_length=8)),
                ('calendar_version', models.PositiveIntegerField(null=True)),
                ('is_assumed', models.BooleanField(default=False)),
                ('clauses', models.JSONField(default=list)),
                ('origin', models.CharField(max_length=10)),
                ('stops_on', models.JSONField(default=list)),
                ('url', models.CharField(blank=True, max_length=80)),
                ('rings', models.JSONField(default=list)),
                ('rung', models.PositiveSmallIntegerField(default=0)),
                ('next_ring_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('running', '计时中'), ('met', '按时'), ('missed', '超时'), ('void', '作废')], default='running', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clocks', to='conversations.conversation')),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebook.edition')),
            ],
            options={
                'ordering': ['due_at', 'pk'],
                'indexes': [models.Index(fields=['state', 'next_ring_at'], name='talk_clock_ring')],
            },
        ),
        migrations.RunPython(_clocks, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='conversation',
            name='late_told_at',
        ),
    ]
