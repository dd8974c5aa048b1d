"""A body or region is not deleted while somebody has a role over it: the log would not tell."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0010_the_score_of_a_version"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rolegrant",
            name="department",
            field=models.ForeignKey(
                blank=True,
                help_text="包括它的下属单位。",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grants",
                to="budgets.department",
                verbose_name="部门/单位",
            ),
        ),
        migrations.AlterField(
            model_name="rolegrant",
            name="region",
            field=models.ForeignKey(
                blank=True,
                help_text="包括下级地区，和其中所有的部门、单位。",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grants",
                to="budgets.region",
                verbose_name="地区",
            ),
        ),
    ]
