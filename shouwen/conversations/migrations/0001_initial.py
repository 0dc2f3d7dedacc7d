import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_initial'),
        ('kernel', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Acknowledged',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mail', '邮件')], max_length=12)),
                ('title', models.CharField(max_length=80, verbose_name='名称')),
                ('opens_cases', models.BooleanField(default=True, verbose_name='来信自动立单')),
                ('acknowledgement', models.TextField(blank=True, verbose_name='自动回执')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                ('looked_at', models.DateTimeField(null=True)),
                ('well_at', models.DateTimeField(null=True)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('version', models.PositiveIntegerField(default=1)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.brand', verbose_name='品牌')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='people.department', verbose_name='队列')),
            ],
        ),
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='编号')),
                ('kind', models.CharField(choices=[('mail', '邮件')], default='mail', max_length=12)),
                ('subject', models.CharField(blank=True, max_length=300, verbose_name='主题')),
                ('address', models.CharField(blank=True, max_length=254)),
                ('address_name', models.CharField(blank=True, max_length=120)),
                ('offered_why', models.CharField(blank=True, max_length=300)),
                ('about_kind', models.CharField(blank=True, max_length=32)),
                ('about_id', models.BigIntegerField(null=True)),
                ('reference', models.CharField(blank=True, max_length=20)),
                ('is_automatic', models.BooleanField(default=False)),
                ('opened_at', models.DateTimeField()),
                ('last_in_at', models.DateTimeField(null=True)),
                ('last_out_at', models.DateTimeField(null=True)),
                ('wrapped_up_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('waiting', '待接'), ('open', '进行中'), ('wrapped_up', '已结束'), ('reopened', '又有来信')], default='waiting', max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.brand')),
                ('channel', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='conversations.channel')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.department')),
                ('first_asked', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('offered_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['brand', 'state', '-id'], name='conversation_brand'), models.Index(fields=['owner', 'state'], name='conversation_owner'), models.Index(fields=['about_kind', 'about_id'], name='conversation_about'), models.Index(fields=['reference'], name='conversation_reference')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('in', '来'), ('out', '去'), ('note', '备注')], max_length=4)),
                ('author', models.CharField(choices=[('customer', '客户'), ('person', '同事'), ('machine', '系统')], max_length=8)),
                ('text', models.TextField(blank=True)),
                ('whole', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('sender', models.CharField(blank=True, max_length=254)),
                ('sender_name', models.CharField(blank=True, max_length=120)),
                ('recipients', models.JSONField(default=list)),
                ('external_id', models.CharField(blank=True, db_index=True, max_length=255)),
                ('answers', models.JSONField(default=list)),
                ('once', models.CharField(max_length=120, null=True, unique=True)),
                ('problem', models.CharField(blank=True, max_length=20)),
                ('is_readable', models.BooleanField(default=True)),
                ('is_automatic', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('written_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('state', models.CharField(choices=[('kept', '已收'), ('queued', '待发'), ('sent', '已发'), ('failed', '没发出去')], default='kept', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='conversations.conversation')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.attachment')),
            ],
            options={
                'indexes': [models.Index(fields=['conversation', 'id'], name='message_thread'), models.Index(fields=['state', 'id'], name='message_delivery')],
            },
        ),
        migrations.CreateModel(
            name='Reference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ident', models.CharField(db_index=True, max_length=255)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='references', to='conversations.message')),
            ],
        ),
    ]
