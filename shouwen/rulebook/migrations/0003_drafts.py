import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0001_initial'),
        ('rulebook', '0002_decision_settings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('changes', models.JSONField(default=list)),
                ('rows_before', models.JSONField(default=list)),
                ('rows_after', models.JSONField(default=list)),
                ('fen_before', models.BigIntegerField(null=True)),
                ('fen_after', models.BigIntegerField(null=True)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('already', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Replay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('since', models.DateField(null=True)),
                ('brand', models.CharField(blank=True, max_length=6)),
                ('names', models.JSONField(default=list)),
                ('counts', models.JSONField(default=dict)),
                ('seconds', models.FloatField(default=0)),
                ('asked_by', models.CharField(max_length=40)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RuleDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pack', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=120)),
                ('number', models.CharField(max_length=20)),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('draft', '起草中'), ('submitted', '待批准'), ('declined', '退回修改'), ('approved', '已批准'), ('published', '已发布'), ('withdrawn', '已撤销')], default='draft', max_length=12)),
                ('in_force_from', models.DateField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('author', models.CharField(max_length=40)),
                ('begun_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=40)),
                ('changed_at', models.DateTimeField()),
                ('hands', models.JSONField(default=list)),
                ('submitted', models.CharField(blank=True, max_length=64)),
                ('submitted_by', models.CharField(blank=True, max_length=40)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('approval', models.CharField(blank=True, max_length=24)),
                ('declined_words', models.CharField(blank=True, max_length=300)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'indexes': [models.Index(fields=['pack', 'state', '-id'], name='ruledraft_of_pack')],
            },
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['name', 'id'], name='decision_replay'),
        ),
        migrations.AddField(
            model_name='difference',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rulebook.decision'),
        ),
        migrations.AddField(
            model_name='replay',
            name='job',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kernel.job'),
        ),
        migrations.AddField(
            model_name='difference',
            name='replay',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='differences', to='rulebook.replay'),
        ),
        migrations.AddField(
            model_name='ruledraft',
            name='base',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='rulebook.edition'),
        ),
        migrations.AddField(
            model_name='ruledraft',
            name='edition',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='made_from', to='rulebook.edition'),
        ),
        migrations.AddField(
            model_name='replay',
            name='draft',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replays', to='rulebook.ruledraft'),
        ),
        migrations.AddIndex(
            model_name='difference',
            index=models.Index(fields=['replay', 'id'], name='difference_paged'),
        ),
    ]
