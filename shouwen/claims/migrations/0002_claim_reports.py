"""The claims report of a period."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClaimReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('month', '月报'), ('quarter', '季报'), ('year', '年报')], max_length=8, verbose_name='期别')),
                ('year', models.PositiveSmallIntegerField()),
                ('part', models.PositiveSmallIntegerField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('due_at', models.DateTimeField(null=True, verbose_name='提交时限')),
                ('reminded_at', models.DateTimeField(null=True)),
                ('remarks', models.TextField(blank=True, verbose_name='原因分析和建议')),
                ('frozen', models.JSONField(null=True)),
                ('opened_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('draft', '草稿'), ('submitted', '已提交'), ('read', '领导已阅')], default='draft', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.brand')),
                ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['brand', '-starts_on'], name='claim_report_brand')],
                'constraints': [models.UniqueConstraint(fields=('brand', 'kind', 'year', 'part'), name='claim_report_once')],
            },
        ),
    ]
