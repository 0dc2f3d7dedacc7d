"""Who waits since when and for whom, answers read before they are sent, and the search indexes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from shouwen.kernel.search import CreateIndex


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0002_channels_of_every_kind'),
        ('customers', '0001_initial'),
        ('people', '0003_presence_and_skills'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SkillRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(blank=True, max_length=200, verbose_name='主题或来话里有')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
            ],
        ),
        migrations.AddField(
            model_name='channel',
            name='assign',
            field=models.CharField(blank=True, choices=[('', '按渠道种类'), ('push', '系统派给在岗的人'), ('pick', '由人接起')], default='', max_length=4, verbose_name='怎么派'),
        ),
        migrations.AddField(
            model_name='conversation',
            name='assigned_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='late_told_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='replied_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='skill',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.skill'),
        ),
        migrations.AddField(
            model_name='conversation',
            name='waiting_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='read_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='message',
            name='seen',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='message',
            name='state',
            field=models.CharField(choices=[('kept', '已收'), ('review', '待审核'), ('returned', '已退回'), ('queued', '待发'), ('sent', '已发'), ('failed', '没发出去')], default='kept', max_length=8),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['state', 'waiting_since'], name='conversation_waiting'),
        ),
        migrations.AddField(
            model_name='skillrule',
            name='channel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skill_rules', to='conversations.channel'),
        ),
        migrations.AddField(
            model_name='skillrule',
            name='skill',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.skill'),
        ),
        CreateIndex("conversation"),
        CreateIndex("message"),
    ]
