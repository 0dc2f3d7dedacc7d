import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('rulebook', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seizure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24, unique=True)),
                ('goods', models.CharField(max_length=200, verbose_name='货物和数量')),
                ('authority', models.CharField(choices=[('commerce', '工商（市场监管）'), ('culture', '文化'), ('tobacco', '烟草'), ('customs', '海关'), ('police', '公安'), ('other', '其他')], max_length=10, verbose_name='执法部门')),
                ('authority_name', models.CharField(blank=True, max_length=80, verbose_name='部门全称')),
                ('cause', models.CharField(choices=[('customer', '客户方面的原因'), ('branch', '分公司自身原因'), ('other', '其他，非公司原因')], max_length=10, verbose_name='原因在谁')),
                ('reason', models.TextField(verbose_name='查扣理由')),
                ('seized_on', models.DateField(verbose_name='查扣日期')),
                ('notify_due_at', models.DateTimeField()),
                ('notified_at', models.DateTimeField(null=True)),
                ('certificate_number', models.CharField(blank=True, max_length=60, verbose_name='证明文号')),
                ('certificate_on', models.DateField(null=True, verbose_name='取得日期')),
                ('original_holder', models.CharField(blank=True, max_length=60, verbose_name='原件由谁保管')),
                ('original_lost_at', models.DateTimeField(null=True)),
                ('copy_sent_at', models.DateTimeField(null=True)),
                ('copy_sent_by', models.CharField(blank=True, choices=[('fax', '传真'), ('copy', '复印件')], max_length=10, verbose_name='怎样发的')),
                ('kept_where', models.CharField(blank=True, max_length=80, verbose_name='存放地点')),
                ('release_number', models.CharField(blank=True, max_length=60, verbose_name='放行文号')),
                ('released_on', models.DateField(null=True, verbose_name='放行日期')),
                ('goes_on', models.CharField(blank=True, choices=[('deliver', '继续送货'), ('return', '返回发货人')], max_length=10, verbose_name='放行后')),
                ('write_off_from', models.DateField()),
                ('write_off_freight', models.BigIntegerField(null=True, verbose_name='销账运费')),
                ('write_off_goods_money', models.BigIntegerField(null=True, verbose_name='销账货款')),
                ('entered_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('seized', '已查扣'), ('cert_obtained', '已取得证明'), ('shipper_notified', '已告知发货人'), ('in_custody', '保管中'), ('released', '已放行'), ('write_off_allowed', '可以销账'), ('written_off', '已销账')], default='seized', max_length=20)),
                ('version', models.PositiveIntegerField(default=1)),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.department')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.brand')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seizures', to='customers.matter')),
            ],
            options={
                'indexes': [models.Index(fields=['brand', 'state'], name='seizure_state'), models.Index(fields=['state', 'write_off_from'], name='seizure_write_off')],
            },
        ),
        migrations.CreateModel(
            name='LiabilityReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('seizure_late_notice', '没有及时告知发货人，造成损失'), ('seizure_branch_cause', '因分公司自身原因被查扣'), ('certificate_lost', '证明原件丢失'), ('custody_loss', '保管中丢失或损坏'), ('unauthorised_release', '擅自出库')], max_length=30)),
                ('state', models.CharField(choices=[('proposed', '待认定'), ('set', '已认定'), ('dropped', '不认定')], default='proposed', max_length=10)),
                ('proposed_at', models.DateTimeField()),
                ('proposed_by', models.CharField(max_length=40)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('settled_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('version', models.PositiveIntegerField(default=1)),
                ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebook.decision')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seizure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liability_reasons', to='seizure.seizure')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('seizure', 'reason'), name='liability_reason_once')],
            },
        ),
        migrations.CreateModel(
            name='CustodyCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_whole', models.BooleanField(verbose_name='货物、封条完好')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='情况')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seizure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='seizure.seizure')),
            ],
        ),
        migrations.CreateModel(
            name='ShipperNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('told_at', models.DateTimeField(verbose_name='告知时间')),
                ('told_whom', models.CharField(max_length=60, verbose_name='告知了谁')),
                ('channel', models.CharField(choices=[('phone', '电话'), ('fax', '传真'), ('visit', '当面'), ('message', '短信或其他')], max_length=10, verbose_name='方式')),
                ('handling', models.CharField(max_length=300, verbose_name='怎样处理')),
                ('handled_by', models.CharField(max_length=120, verbose_name='什么时候处理')),
                ('registered_at', models.DateTimeField()),
                ('seizure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='seizure.seizure')),
                ('told_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
